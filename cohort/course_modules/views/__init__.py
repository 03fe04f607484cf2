"""Members' pages of the course."""

from cohort.course_modules.views import assets, done, glossary, reading
from cohort.course_modules.views.blueprint import blueprint

__all__ = ["assets", "blueprint", "done", "glossary", "reading"]
