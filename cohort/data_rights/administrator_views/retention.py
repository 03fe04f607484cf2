"""How long things are kept, and what the nightly job would do now."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.data_rights.actions import retention
from cohort.data_rights.administrator_views.blueprint import blueprint
from cohort.web.guard import allowed


@blueprint.get("/retention")
@allowed(Can.ADMINISTER)
def show_retention() -> ResponseReturnValue:
    """Rule by rule: the period, how many are over it, and the oldest of them."""
    lines = retention.report(retention.MOST_COUNTED)
    return render_template("data_rights/administrator/retention.html", lines=lines)
