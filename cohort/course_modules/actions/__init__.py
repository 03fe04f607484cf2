"""Loading and saving modules, and marking pages as done."""

from cohort.course_modules.actions.assets import add_asset
from cohort.course_modules.actions.done import mark_done, unmark_done
from cohort.course_modules.actions.loading import LoadReport, load_course

__all__ = ["LoadReport", "add_asset", "load_course", "mark_done", "unmark_done"]
