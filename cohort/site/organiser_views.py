"""The audit log of a programme, for its organisers."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.site import audit_log_page
from cohort.web.guard import allowed

blueprint = Blueprint("site_organiser", __name__, url_prefix="/organise")


@blueprint.get("/programmes/<programme_slug>/history")
@allowed(Can.EDIT_PROGRAMME)
def list_history(programme_slug: str) -> ResponseReturnValue:
    """Everything done in this programme and its cohorts, newest first."""
    return audit_log_page.page("layouts/desk.html")


@blueprint.get("/programmes/<programme_slug>/history.csv")
@allowed(Can.EDIT_PROGRAMME)
def export_history(programme_slug: str) -> ResponseReturnValue:
    """The filtered entries, for a spreadsheet."""
    return audit_log_page.spreadsheet()
