"""Members' pages of the course."""

from cohort.course_modules.views import assets, done, glossary, printing, reading
from cohort.course_modules.views.blueprint import blueprint

__all__ = ["assets", "blueprint", "done", "glossary", "printing", "reading"]
