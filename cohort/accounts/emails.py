"""Mail about signing in and about the account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app

from cohort.accounts import codes
from cohort.accounts.mail_choices import Category, Wish
from cohort.accounts.models import AddressChange, SignInCode, User
from cohort.mail.outbox import Message, compose
from cohort.settings.current import current
from cohort.settings.settings import CONTACT_EMAIL

CATEGORIES = (
    Category(
        "direct",
        "Things meant for you",
        "things meant for you",
        "A reply to you, a mention, a facilitator’s response, a change to a live session.",
        Wish.AT_ONCE,
        is_group=True,
    ),
    Category(
        "reminders",
        "Reminders",
        "reminders",
        "A live session is near, an invitation waits.",
        Wish.AT_ONCE,
        (Wish.AT_ONCE, Wish.NO),
        must=Wish.AT_ONCE,
    ),
)

FOR_CODES = {  # purpose of a code: its mail, and the page that its link opens
    "sign_in": ("accounts/sign_in_code", "accounts.open_link"),
    "reset": ("accounts/reset", "accounts.open_reset_link"),
}


def code(user: User, row: SignInCode, digits: str) -> Message:
    """The code, and a link that works in the browser that asked: to sign in, or for a new
    password."""
    kind, page = FOR_CODES[row.purpose]
    return _about_account(
        kind,
        user,
        secret=True,
        useful_until=row.expires_at,
        until=row.expires_at,
        code=codes.show_code(digits),
        url=address(page, code_token=codes.sign(f"link.{row.purpose}", row.id)),
    )


def code_read_out(user: User, *, by: str) -> Message:
    """Says that a facilitator made a code to read out to this person."""
    url = address("accounts.list_sign_ins")
    return _about_account("accounts/code_read_out", user, by=by, sign_ins_url=url)


def password_changed(user: User, at: dt.datetime) -> Message:
    """Says that the password has changed."""
    url = address("accounts.ask_reset")
    return _about_account("accounts/password_changed", user, at=at, reset_url=url)


def address_confirm(user: User, wish: AddressChange) -> Message:
    """To the new address: a link that confirms it, for the person signed in to the account."""
    url = address("accounts.show_new_address", address_mark=codes.sign("address", wish.id))
    return _about_account(
        "accounts/address_confirm",
        user,
        to_address=wish.new_email,
        url=url,
        secret=True,
        useful_until=wish.expires_at,
    )


def address_asked(user: User, new_email: str) -> Message:
    """To the old address: somebody asked for another, and how to object."""
    url = address("accounts.change_address")
    return _about_account("accounts/address_asked", user, new_email=new_email, url=url)


def address_changed(user: User, new_email: str) -> Message:
    """To the old address: it has changed."""
    return _about_account("accounts/address_changed", user, new_email=new_email)


def address_taken(owner: User) -> Message:
    """To the owner of an address that somebody else wanted for their account."""
    return _about_account("accounts/address_taken", owner)


def second_factor_added(user: User, *, replaced: bool) -> Message:
    """Says that signing in now needs a code, or that codes now come from another phone."""
    return _about_account("accounts/second_factor_added", user, replaced=replaced)


def second_factor_removed(user: User, *, by_them: bool) -> Message:
    """Says that the second factor is gone, and who removed it."""
    return _about_account("accounts/second_factor_removed", user, by_them=by_them)


def recovery_code_used(user: User, left: int) -> Message:
    """Says that a recovery code was used, and how many are left."""
    return _about_account("accounts/recovery_code_used", user, left=left)


def microsoft_connected(user: User, shown_name: str) -> Message:
    """Says that a Microsoft account now signs them in."""
    return _about_account("accounts/microsoft_connected", user, shown_name=shown_name)


def microsoft_disconnected(user: User, shown_name: str) -> Message:
    """Says that a Microsoft account no longer signs them in."""
    return _about_account("accounts/microsoft_disconnected", user, shown_name=shown_name)


def address(endpoint: str, **values: Any) -> str:
    """The full URL of a page, for a mail that the worker writes outside any request."""
    path = current_app.url_map.bind("x").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def _about_account(kind: str, user: User, **details: Any) -> Message:
    details = {"to_address": user.email} | details
    return compose(
        kind,
        to_name=user.name,
        user_id=user.id,
        user=user,
        account_url=f"{current_app.config['PUBLIC_URL']}/account",
        help_address=current(CONTACT_EMAIL),
        **details,
    )
