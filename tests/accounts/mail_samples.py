"""Mail about one's account."""

from __future__ import annotations

import datetime as dt

from cohort.accounts import emails
from cohort.accounts.models import AddressChange, SignInCode, User
from cohort.mail.outbox import Message


def _user(typed: str) -> User:
    return User(id=1, name=typed, email="amira@example.org")


def second_factor_added(typed: str) -> Message:
    """For the first time."""
    return emails.second_factor_added(_user(typed), replaced=False)


def second_factor_removed(typed: str) -> Message:
    """By an administrator."""
    return emails.second_factor_removed(_user(typed), by_them=False)


def recovery_code_used(typed: str) -> Message:
    """One of the last."""
    return emails.recovery_code_used(_user(typed), left=2)


def microsoft_connected(typed: str) -> Message:
    """By somebody whose account there has a name of their choice."""
    return emails.microsoft_connected(_user(typed), shown_name=typed)


def microsoft_disconnected(typed: str) -> Message:
    """The same account, gone again."""
    return emails.microsoft_disconnected(_user(typed), shown_name=typed)


UNTIL = dt.datetime(2027, 3, 2, 9, 47, tzinfo=dt.UTC)


def sign_in_code(typed: str) -> Message:
    """Good for 15 minutes."""
    row = SignInCode(id=1, purpose="sign_in", expires_at=UNTIL)
    return emails.code(_user(typed), row, "012345")


def reset(typed: str) -> Message:
    """For a new password."""
    return emails.code(_user(typed), SignInCode(id=1, purpose="reset", expires_at=UNTIL), "012345")


def code_read_out(typed: str) -> Message:
    """By a facilitator, whose name they typed themselves."""
    return emails.code_read_out(_user(typed), by=typed)


def password_changed(typed: str) -> Message:
    """By anybody who could."""
    return emails.password_changed(_user(typed), UNTIL)


def address_confirm(typed: str) -> Message:
    """To the new address."""
    wish = AddressChange(id=1, new_email="new@example.org", expires_at=UNTIL)
    return emails.address_confirm(_user(typed), wish)


def address_asked(typed: str) -> Message:
    """To the old one."""
    return emails.address_asked(_user(typed), "new@example.org")


def address_changed(typed: str) -> Message:
    """To the old one."""
    return emails.address_changed(_user(typed), "new@example.org")


def address_taken(typed: str) -> Message:
    """To whoever has it."""
    return emails.address_taken(_user(typed))


SAMPLES = {
    "accounts/address_confirm": address_confirm,
    "accounts/address_asked": address_asked,
    "accounts/address_changed": address_changed,
    "accounts/address_taken": address_taken,
    "accounts/sign_in_code": sign_in_code,
    "accounts/reset": reset,
    "accounts/code_read_out": code_read_out,
    "accounts/password_changed": password_changed,
    "accounts/second_factor_added": second_factor_added,
    "accounts/second_factor_removed": second_factor_removed,
    "accounts/recovery_code_used": recovery_code_used,
    "accounts/microsoft_connected": microsoft_connected,
    "accounts/microsoft_disconnected": microsoft_disconnected,
}
