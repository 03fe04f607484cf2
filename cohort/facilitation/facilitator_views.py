"""The overview."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.facilitation import queries
from cohort.web.guard import allowed, viewer
from cohort.web.spreadsheets import csv_file, safe_cell

blueprint = Blueprint("facilitation", __name__, url_prefix="/cohorts/<cohort_slug>")


@blueprint.get("/progress")
@allowed(Can.SEE_PROGRESS)
def show_progress(cohort_slug: str) -> ResponseReturnValue:
    """People by modules, in words."""
    progress = queries.progress_visible_to(viewer())
    return render_template("facilitation/progress.html", progress=progress)


@blueprint.get("/progress.csv")
@allowed(Can.SEE_PROGRESS)
def export_progress(cohort_slug: str) -> ResponseReturnValue:
    """The same grid for a spreadsheet."""
    progress = queries.progress_visible_to(viewer())
    header = ["Person", "Organisation", *(module.title for module in progress.modules)]
    rows = [[row.person.name, row.person.organisation, *row.states] for row in progress.rows]
    return csv_file(f"progress-{cohort_slug}.csv", [safe_cell(words) for words in header], rows)
