"""Members' pages of the course."""

from cohort.course_modules.views import assets, books, done, glossary, printing, reading
from cohort.course_modules.views.blueprint import blueprint

__all__ = ["assets", "blueprint", "books", "done", "glossary", "printing", "reading"]
