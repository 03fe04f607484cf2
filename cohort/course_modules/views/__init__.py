"""Members' pages of the course."""

from cohort.course_modules.views import reading
from cohort.course_modules.views.blueprint import blueprint

__all__ = ["blueprint", "reading"]
