"""Signing in with a password, and signing out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.accounts import devices, sign_in
from cohort.accounts.actions import password_sign_in
from cohort.accounts.actions.throttling import TooManyTries
from cohort.accounts.forms.sign_in import SignInForm
from cohort.accounts.models import User, Way
from cohort.accounts.views.blueprint import blueprint
from cohort.kernel.networks import network_of
from cohort.web.guard import public, viewer
from cohort.web.limits import limiter
from cohort.web.redirects import own_path

WRONG = "That email address and password do not fit together. Check both and try again"


def onward(wanted: str | None) -> str:
    """Where to go after signing in."""
    return own_path(wanted, url_for("programmes.my_cohorts"))


@blueprint.get("/sign-in", endpoint="sign_in")
@public
def show_sign_in() -> ResponseReturnValue:
    """The form; somebody already signed in by their own means skips it."""
    wanted = onward(request.args.get("next"))
    if viewer().is_signed_in and not viewer().is_vouched_for:
        return redirect(wanted, 303)
    return render_template("accounts/sign_in.html", form=SignInForm(next=wanted))


@blueprint.post("/sign-in", endpoint="do_sign_in")
@public
@limiter.limit("30 per minute")
def do_sign_in() -> ResponseReturnValue:
    """Check the password and sign this browser in."""
    form = SignInForm()
    if form.validate_on_submit():
        user = _check(form)
        if user is not None:
            sign_in.begin(user, Way.PASSWORD)
            return sign_in.arrive(onward(form.next.data))
    return render_template("accounts/sign_in.html", form=form), 422


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in. Open to all: signing out twice does no harm."""
    sign_in.end()
    flash("You have signed out.", "success")
    response = redirect(url_for("site.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _check(form: SignInForm) -> User | None:
    try:
        user = password_sign_in.check_password(
            form.email.data or "",
            form.password.data or "",
            network_of(request.remote_addr),
            devices.this_browser(),
        )
    except TooManyTries as error:
        form.email.errors = [str(error)]
        return None
    if user is None:
        form.email.errors = [WRONG]
    return user
