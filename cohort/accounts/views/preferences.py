"""The viewer's mail choices and time zone."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import queries
from cohort.accounts.actions import mail_choices
from cohort.accounts.forms.preferences import (
    has_own_rows,
    preferences_form,
    saved_preferences,
)
from cohort.accounts.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer


@blueprint.get("/account/preferences")
@allowed(Can.CHANGE_ACCOUNT)
def edit_preferences() -> ResponseReturnValue:
    """The form, with the present choices."""
    user, _ = queries.get_own_profile(viewer())
    form = preferences_form()(data=saved_preferences(user))
    return render_template(
        "accounts/preferences.html", form=form, is_own=has_own_rows(user), mail=user.mail_choices
    )


@blueprint.post("/account/preferences")
@allowed(Can.CHANGE_ACCOUNT)
def save_preferences() -> ResponseReturnValue:
    """Save them."""
    user, _ = queries.get_own_profile(viewer(), to_change=True)
    form = preferences_form()(data=saved_preferences(user))
    if not form.validate_on_submit():
        page = render_template(
            "accounts/preferences.html", form=form, is_own=True, mail=user.mail_choices
        )
        return page, 422
    stopped = bool(form.stopped.data)
    mail_choices.choose_mail(user, form.chosen_preset, form.mail, is_stopped=stopped)
    user.time_zone = form.time_zone.data or ""
    flash("Your choices are saved.", "success")
    return redirect(url_for(".edit_preferences"), 303)
