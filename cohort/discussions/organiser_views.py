"""Stepping in where a report waits, for organisers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.actions import reporting
from cohort.discussions.forms.hosting import StepInForm
from cohort.discussions.queries.hosts import waits_for_an_organiser
from cohort.kernel.errors import Clash
from cohort.programmes.queries import get_cohort
from cohort.web.guard import allowed, viewer

blueprint = Blueprint("discussions_organiser", __name__, url_prefix="/organise")


@blueprint.get("/cohorts/<cohort_slug>/step-in")
@allowed(Can.STEP_IN)
def ask_step_in(cohort_slug: str) -> ResponseReturnValue:
    """What stepping in means; or that nothing waits."""
    return _page(StepInForm())


@blueprint.post("/cohorts/<cohort_slug>/step-in")
@allowed(Can.STEP_IN)
def step_in(cohort_slug: str) -> ResponseReturnValue:
    """Join the cohort as facilitator, and go to the reports."""
    form = StepInForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        reporting.step_in(viewer(), get_cohort(viewer()), reason=form.reason.data or "")
    except Clash as fault:
        return _page(form, str(fault)), 409
    flash(f"You are a facilitator of {viewer().cohort.name} now.", "success")
    reports = url_for("discussions_facilitator.list_reports", cohort_slug=cohort_slug)
    return redirect(reports, 303)


def _page(form: StepInForm, clash: str = "") -> str:
    cohort_id = viewer().cohort.id
    return render_template(
        "discussions/organiser/step_in.html",
        form=form,
        clash=clash,
        waits=waits_for_an_organiser(cohort_id),
    )
