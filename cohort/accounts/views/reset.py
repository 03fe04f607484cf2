"""Choosing a new password when the old one is forgotten."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cohort.accounts import sign_in
from cohort.accounts.actions import codes, passwords
from cohort.accounts.actions.codes import OpenedCode
from cohort.accounts.actions.throttling import FAILED
from cohort.accounts.forms import passwords as new_passwords
from cohort.accounts.forms.codes import AskCodeForm, ResetByLinkForm, ResetForm
from cohort.accounts.models import Way
from cohort.accounts.views.blueprint import blueprint
from cohort.accounts.views.codes import ASKED, WRONG_CODE, ask, asked, check
from cohort.accounts.views.sign_in import onward
from cohort.web.guard import public
from cohort.web.limits import limiter

CHANGED = "Your new password is set. Other browsers are signed out."


@blueprint.get("/password/forgotten")
@public
def ask_reset() -> ResponseReturnValue:
    """Ask for the address to mail the code to."""
    form = AskCodeForm(next=onward(request.args.get("next")))
    return render_template("accounts/ask_reset.html", form=form)


@blueprint.post("/password/forgotten")
@public
@limiter.limit("30 per minute")
def do_ask_reset() -> ResponseReturnValue:
    """Record the request, and go to the page where the code is typed in."""
    form = AskCodeForm()
    if form.validate_on_submit() and ask(form, "reset"):
        session[ASKED] = [form.email.data, onward(form.next.data)]
        return redirect(url_for(".reset_password"), 303)
    return render_template("accounts/ask_reset.html", form=form), 422


@blueprint.get("/password/reset")
@public
def reset_password() -> ResponseReturnValue:
    """The form for the code and the new password."""
    email, wanted = asked()
    form = ResetForm(email=email, next=wanted)
    return render_template("accounts/reset.html", form=form, asked=email)


@blueprint.post("/password/reset")
@public
@limiter.limit("30 per minute")
def do_reset_password() -> ResponseReturnValue:
    """Check the password itself, then the code, then set it and sign this browser in."""
    form = ResetForm()
    email = form.email.data or ""
    # Before the code is checked, so that a refused password does not use up the code.
    if form.validate_on_submit() and new_passwords.is_good(form.new_password, email=email, name=""):
        opened = check(form, ("reset",))
        if opened is not None and _reset(opened, form):
            return sign_in.arrive(onward(form.next.data))
        if not form.new_password.errors:
            form.code.errors = form.code.errors or [WRONG_CODE]
    return render_template("accounts/reset.html", form=form, asked=asked()[0]), 422


@blueprint.get("/password/reset/<code_token>")
@public
def open_reset_link(code_token: str) -> ResponseReturnValue:
    """The form, in the browser that asked; elsewhere, other instructions. Changes nothing."""
    opened, is_same = codes.find_by_link(code_token, "reset", sign_in.browser_key())
    return _link_page(opened, is_same, ResetByLinkForm(), 200)


@blueprint.post("/password/reset/<code_token>")
@public
@limiter.limit("30 per minute")
def do_open_reset_link(code_token: str) -> ResponseReturnValue:
    """Set the password from the browser that asked, and from no other."""
    opened, is_same = codes.find_by_link(code_token, "reset", sign_in.browser_key())
    form = ResetByLinkForm()
    if opened is not None and is_same and form.validate_on_submit():
        wanted = asked()[1]
        if _reset(opened, form):
            return sign_in.arrive(wanted)
        opened = opened if form.new_password.errors else None
    if opened is None or not is_same:
        FAILED.note(opened.user.id if opened else 0, way=Way.RESET)
    return _link_page(opened, is_same, form, 422)


def _reset(opened: OpenedCode, form: ResetForm | ResetByLinkForm) -> bool:
    user, password = opened.user, form.new_password.data or ""
    if not new_passwords.is_good(form.new_password, email=user.email, name=user.name):
        return False
    if not passwords.reset_password(opened, password):
        return False
    sign_in.begin(user, Way.RESET)
    flash(CHANGED, "success")
    return True


def _link_page(
    opened: OpenedCode | None, is_same: bool, form: ResetByLinkForm, status: int
) -> ResponseReturnValue:
    return render_template(
        "accounts/reset_link.html",
        form=form,
        is_good=opened is not None,
        is_same=is_same,
        email=opened.user.email if opened and is_same else "",
    ), status
