"""Changing the password and the address, while signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import devices, queries, sign_in
from cohort.accounts.actions import addresses, passwords
from cohort.accounts.actions.throttling import TooManyTries
from cohort.accounts.forms import passwords as new_passwords
from cohort.accounts.forms.account import ChangeAddressForm, ChangePasswordForm
from cohort.accounts.models import User
from cohort.accounts.views.blueprint import blueprint
from cohort.kernel.errors import Clash
from cohort.kernel.networks import network_of
from cohort.web.guard import allowed, viewer
from cohort.web.limits import limiter


@blueprint.get("/account/password")
@allowed(Can.CHANGE_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """The form."""
    return _password_page(ChangePasswordForm(), 200)


@blueprint.post("/account/password")
@allowed(Can.CHANGE_ACCOUNT)
@limiter.limit("30 per minute")
def do_change_password() -> ResponseReturnValue:
    """Set it; every other browser is signed out."""
    form = ChangePasswordForm()
    me = queries.get_active_user(viewer().user_id)
    fits = form.validate_on_submit() and new_passwords.is_good(
        form.new_password, email=me.email, name=me.name
    )
    user = _prove(form) if fits else None
    if user is None:
        return _password_page(form, 422)
    passwords.change_password(user, form.new_password.data or "")
    sign_in.renew(user, viewer().sign_in_id)
    flash("Your password is changed. Other browsers are signed out.", "success")
    return redirect(url_for(".account"), 303)


@blueprint.get("/account/address")
@allowed(Can.CHANGE_ACCOUNT)
def change_address() -> ResponseReturnValue:
    """The form, and the change that waits, if any."""
    return _address_page(ChangeAddressForm(), 200)


@blueprint.post("/account/address")
@allowed(Can.CHANGE_ACCOUNT)
@limiter.limit("30 per minute")
def do_change_address() -> ResponseReturnValue:
    """Write to the new address. The old one stays until it is confirmed."""
    form = ChangeAddressForm()
    user = _prove(form) if form.validate_on_submit() else None
    if user is None:
        return _address_page(form, 422)
    try:
        addresses.ask_to_change_address(user, form.new_email.data or "")
    except (Clash, TooManyTries) as error:
        form.new_email.errors = [str(error)]
        return _address_page(form, 422)
    flash(f"We have written to {form.new_email.data}. Open the link in that mail.", "success")
    return redirect(url_for(".change_address"), 303)


@blueprint.post("/account/address/cancel")
@allowed(Can.CHANGE_ACCOUNT)
def cancel_address() -> ResponseReturnValue:
    """Keep the old one."""
    addresses.cancel_change(viewer())
    flash("Your address stays as it is.", "success")
    return redirect(url_for(".change_address"), 303)


@blueprint.get("/account/address/<address_mark>")
@allowed(Can.CHANGE_ACCOUNT)
def show_new_address(address_mark: str) -> ResponseReturnValue:
    """A button for the account's owner, in any browser."""
    wish = addresses.find_wish(viewer(), address_mark)
    return render_template("accounts/confirm_address.html", wish=wish, token=address_mark)


@blueprint.post("/account/address/<address_mark>")
@allowed(Can.CHANGE_ACCOUNT)
def confirm_address(address_mark: str) -> ResponseReturnValue:
    """Change it."""
    wish = addresses.find_wish(viewer(), address_mark)
    addresses.confirm_address(viewer(), wish)
    flash(f"Your address is now {wish.new_email}.", "success")
    return redirect(url_for(".account"), 303)


def _prove(form: ChangePasswordForm | ChangeAddressForm) -> User | None:
    """The viewer's account, once they have proved again who they are; else the form says why."""
    typed, network = form.current_password.data or "", network_of(request.remote_addr)
    try:
        return passwords.prove(viewer(), typed, network, devices.this_browser())
    except (passwords.NotProved, TooManyTries) as refusal:
        form.current_password.errors = [str(refusal)]
        return None


def _password_page(form: ChangePasswordForm, status: int) -> ResponseReturnValue:
    user = queries.get_active_user(viewer().user_id)
    return render_template("accounts/change_password.html", form=form, user=user), status


def _address_page(form: ChangeAddressForm, status: int) -> ResponseReturnValue:
    user = queries.get_active_user(viewer().user_id)
    waiting = queries.find_waiting_address(viewer().user_id)
    wish = waiting if waiting and addresses.is_waiting(waiting) else None
    return render_template("accounts/address.html", form=form, user=user, wish=wish), status
