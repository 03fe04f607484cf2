"""Complaining about how data is used, without an account."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from cohort.data_rights import queries
from cohort.data_rights.actions import complaints
from cohort.data_rights.forms.complaint import ComplaintForm
from cohort.data_rights.settings import COMPLAINT_ANSWER_DAYS
from cohort.data_rights.views.blueprint import blueprint
from cohort.kernel.errors import NotFound
from cohort.settings.current import current
from cohort.web.guard import public
from cohort.web.limits import limiter

JUST_COMPLAINED = "just_complained"


@blueprint.get("/data-protection/complaint")
@public
def new_complaint() -> ResponseReturnValue:
    """The form."""
    return _page(ComplaintForm())


@blueprint.post("/data-protection/complaint")
@public
@limiter.limit("30 per hour")
def complain() -> ResponseReturnValue:
    """Save the complaint, and show its reference."""
    form = ComplaintForm()
    if not form.validate_on_submit():
        return _page(form), 422
    complaint = complaints.complain(
        name=form.name.data or "",
        email=form.email.data or "",
        about=form.about.data or "",
        wanted=form.wanted.data or "",
        held_because=form.held_because,
        submission_key=form.submission_key,
    )
    session[JUST_COMPLAINED] = complaint.reference
    return redirect(url_for(".complaint_received"), 303)


@blueprint.get("/data-protection/complaint/received")
@public
def complaint_received() -> ResponseReturnValue:
    """Its reference, what happens next and when. Only the browser that complained sees it."""
    complaint = queries.find_complaint(session.get(JUST_COMPLAINED, ""))
    if complaint is None:
        raise NotFound("Nothing was sent from this browser.")
    return render_template("data_rights/complaint_received.html", complaint=complaint)


def _page(form: ComplaintForm) -> str:
    days = current(COMPLAINT_ANSWER_DAYS)
    return render_template("data_rights/complaint.html", form=form, days=days)
