"""Loading and saving modules, and marking pages as done."""

from cohort.course_modules.actions.assets import add_asset
from cohort.course_modules.actions.done import mark_done, unmark_done
from cohort.course_modules.actions.exporting import export_course
from cohort.course_modules.actions.loading import LoadReport, load_course
from cohort.course_modules.actions.rendering import render_stale

__all__ = [
    "LoadReport",
    "add_asset",
    "export_course",
    "load_course",
    "mark_done",
    "render_stale",
    "unmark_done",
]
