"""Registering interest, without an account."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from cohort.interest import actions, queries
from cohort.interest.forms import LATER, InterestForm
from cohort.kernel.errors import NotFound
from cohort.programmes import queries as programmes
from cohort.programmes.models import Programme
from cohort.web.fields import SelectChoice
from cohort.web.guard import public
from cohort.web.limits import limiter

blueprint = Blueprint("interest", __name__, url_prefix="/programmes/<programme_slug>/interest")

JUST_REGISTERED = "just_registered"


@blueprint.get("")
@public
def new_interest(programme_slug: str) -> ResponseReturnValue:
    """The form."""
    programme = programmes.get_published_programme(programme_slug)
    form = _form(programme)
    return render_template("interest/new.html", programme=programme, form=form)


@blueprint.post("")
@public
@limiter.limit("60 per hour")
def register_interest(programme_slug: str) -> ResponseReturnValue:
    """Save the registration, and show its reference."""
    programme = programmes.get_published_programme(programme_slug)
    form = _form(programme)
    if not form.validate_on_submit():
        return render_template("interest/new.html", programme=programme, form=form), 422
    interest = actions.register_interest(
        programme,
        cohort_id=None if form.cohort.data == LATER else int(form.cohort.data),
        name=form.name.data or "",
        email=form.email.data or "",
        organisation=form.organisation.data or "",
        job=form.job.data or "",
        hopes=form.hopes.data or "",
        held_because=form.held_because,
        submission_key=form.submission_key,
    )
    session[JUST_REGISTERED] = [programme_slug, interest.reference]
    return redirect(url_for(".registered", programme_slug=programme_slug), 303)


@blueprint.get("/registered")
@public
def registered(programme_slug: str) -> ResponseReturnValue:
    """What happens next. Only the browser that registered sees the reference."""
    programme = programmes.get_published_programme(programme_slug)
    slug, reference = session.get(JUST_REGISTERED, [None, None])
    if slug != programme_slug:
        raise NotFound("Nothing was registered from this browser.")
    return render_template(
        "interest/registered.html",
        programme=programme,
        reference=reference,
        decision_by=queries.decision_day(reference),
    )


def _form(programme: Programme) -> InterestForm:
    form = InterestForm()
    cohorts = programmes.cohorts_open_for_interest(programme.id)
    form.cohort.choices = [SelectChoice(str(line.id), line.name) for line in cohorts]
    form.cohort.choices.append(SelectChoice(LATER, "A later one"))
    return form
