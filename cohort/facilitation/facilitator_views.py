"""The overview."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.facilitation import queries
from cohort.web.guard import allowed, viewer

blueprint = Blueprint("facilitation", __name__, url_prefix="/cohorts/<cohort_slug>")


@blueprint.get("/progress")
@allowed(Can.SEE_PROGRESS)
def show_progress(cohort_slug: str) -> ResponseReturnValue:
    """People by modules, in words."""
    progress = queries.progress_visible_to(viewer())
    return render_template("facilitation/progress.html", progress=progress)
