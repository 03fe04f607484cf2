"""The viewer's days away, which their facilitators see."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import queries
from cohort.accounts.actions import away
from cohort.accounts.forms.away import AwayForm
from cohort.accounts.views.blueprint import blueprint
from cohort.kernel.errors import DomainError
from cohort.web.guard import allowed, viewer


@blueprint.get("/account/away")
@allowed(Can.CHANGE_ACCOUNT)
def list_days_away() -> ResponseReturnValue:
    """The days away so far, and a form for more."""
    found = queries.days_away(viewer())
    return render_template("accounts/away.html", form=AwayForm(), away=found)


@blueprint.post("/account/away")
@allowed(Can.CHANGE_ACCOUNT)
def add_days_away() -> ResponseReturnValue:
    """Add days away."""
    form = AwayForm()
    if form.validate_on_submit():
        try:
            away.add_days_away(viewer(), form.first_day.data, form.last_day.data)
        except DomainError as error:
            form.first_day.errors = [str(error)]
        else:
            flash("Your days away are saved.", "success")
            return redirect(url_for(".list_days_away"), 303)
    found = queries.days_away(viewer())
    return render_template("accounts/away.html", form=form, away=found), 422


@blueprint.post("/account/away/<id:away_id>/remove")
@allowed(Can.CHANGE_ACCOUNT)
def remove_days_away(away_id: int) -> ResponseReturnValue:
    """Remove days away."""
    away.remove_days_away(viewer(), away_id)
    flash("Those days are removed.", "success")
    return redirect(url_for(".list_days_away"), 303)
