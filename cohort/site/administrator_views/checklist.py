"""What the site still lacks."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.site.administrator_views.blueprint import blueprint
from cohort.site.queries.checklist import checklist
from cohort.web.guard import allowed


@blueprint.get("/checklist")
@allowed(Can.ADMINISTER)
def show_checklist() -> ResponseReturnValue:
    """Everything that is needed before people are let in, and what is still missing."""
    checks = checklist()
    missing = [check for check in checks if check.is_done is False]
    return render_template("site/administrator/checklist.html", checks=checks, missing=missing)
