"""Registrations of interest, for the people who choose a cohort."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.interest import queries
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked

blueprint = Blueprint("interest_facilitator", __name__)


@blueprint.get("/cohorts/<cohort_slug>/registrations")
@allowed(Can.SEE_COHORT_REGISTRATIONS)
def list_registrations(cohort_slug: str) -> ResponseReturnValue:
    """Those who asked for this cohort."""
    page = queries.registrations_visible_to(viewer(), before=key_asked())
    return render_template("interest/facilitator/list.html", page=page)


@blueprint.get("/organise/programmes/<programme_slug>/registrations")
@allowed(Can.SEE_REGISTRATIONS)
def list_programme_registrations(programme_slug: str) -> ResponseReturnValue:
    """Those who asked for any cohort of this programme."""
    page = queries.registrations_visible_to(viewer(), before=key_asked())
    return render_template("interest/facilitator/list.html", page=page)
