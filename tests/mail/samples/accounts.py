"""Mail about one's account."""

from __future__ import annotations

from cohort.accounts import emails
from cohort.accounts.models import User
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


SAMPLES = {
    "accounts/second_factor_added": second_factor_added,
    "accounts/second_factor_removed": second_factor_removed,
    "accounts/recovery_code_used": recovery_code_used,
    "accounts/microsoft_connected": microsoft_connected,
}
