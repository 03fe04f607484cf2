"""Importing, exporting and rendering a programme's course."""

from cohort.course_authoring.actions.assets import add_asset
from cohort.course_authoring.actions.exporting import export_course
from cohort.course_authoring.actions.front_pages import render_front_page
from cohort.course_authoring.actions.importing import LoadReport, import_course, load_course
from cohort.course_authoring.actions.planned import render_programme

__all__ = [
    "LoadReport",
    "add_asset",
    "export_course",
    "import_course",
    "load_course",
    "render_front_page",
    "render_programme",
]
