"""The second step of signing in, for people who have or need a second factor."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.accounts import sign_in
from cohort.accounts.actions import second_factor
from cohort.accounts.forms.proof import ProofForm
from cohort.accounts.forms.second_factor import CodeForm
from cohort.accounts.views import proof
from cohort.accounts.views.blueprint import blueprint
from cohort.kernel.networks import network_of
from cohort.web.guard import ProofNeeded, half_signed_in, viewer
from cohort.web.limits import limiter
from cohort.web.redirects import own_path


def _onward() -> str:
    return own_path(request.values.get("next"), url_for("programmes.my_cohorts"))


@blueprint.get("/sign-in/second-step", endpoint="second_step")
@half_signed_in
def show_second_step() -> ResponseReturnValue:
    """Ask for a code; a person without a second factor is sent to set one up."""
    if viewer().is_signed_in:
        return redirect(_onward(), 303)
    if viewer().must_set_up:
        if viewer().is_vouched_for:
            raise ProofNeeded
        return begin_page(ProofForm(next=_onward()))
    return _ask(CodeForm(next=_onward()))


@blueprint.post("/sign-in/second-step", endpoint="do_second_step")
@half_signed_in
@limiter.limit("30 per minute")
def do_second_step() -> ResponseReturnValue:
    """Check the code and finish signing in."""
    form = CodeForm()
    if viewer().is_signed_in:  # a second press: the first one did it
        return redirect(_onward(), 303)
    if form.validate_on_submit():
        try:
            left = second_factor.give_second_factor(
                viewer().half_user_id,
                viewer().sign_in_id,
                form.one_time_code.data or "",
                network_of(request.remote_addr),
            )
        except second_factor.Refused as refusal:
            form.one_time_code.errors = [str(refusal)]
        else:
            say_what_is_left(left)
            return sign_in.arrive(_onward())
    return _ask(form), 422


def begin_page(form: ProofForm) -> str:
    """A page that says what a second factor is, with a button that makes a secret."""
    return render_template("accounts/second_factor/begin.html", form=form, **proof.wanted())


def say_what_is_left(left: int | None) -> None:
    """After a recovery code was used: say how many are left, and what to do about it."""
    if left is not None:
        count = f"{left or 'no'} recovery code{'' if left == 1 else 's'}"
        flash(f"You have {count} left. You can make new ones in your account.", "notice")


def _ask(form: CodeForm) -> str:
    by_recovery_code = request.values.get("by") == "recovery-code"
    if by_recovery_code:
        form.one_time_code.label.text = "Recovery code"
    return render_template(
        "accounts/second_factor/enter.html", form=form, by_recovery_code=by_recovery_code
    )
