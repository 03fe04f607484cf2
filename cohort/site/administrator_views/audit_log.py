"""The audit log of the whole site."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.site import audit_log_page
from cohort.site.administrator_views.blueprint import blueprint
from cohort.web.guard import allowed


@blueprint.get("/history")
@allowed(Can.ADMINISTER)
def list_history() -> ResponseReturnValue:
    """Everything, newest first, with filters."""
    return audit_log_page.page("layouts/administration.html")


@blueprint.get("/history.csv")
@allowed(Can.ADMINISTER)
def export_history() -> ResponseReturnValue:
    """The filtered entries, for a spreadsheet."""
    return audit_log_page.spreadsheet()
