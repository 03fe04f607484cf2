"""Mail about one's account."""

from __future__ import annotations

from typing import Any

from flask import current_app

from cohort.accounts.models import User
from cohort.mail.outbox import Message, compose


def second_factor_added(user: User, *, replaced: bool) -> Message:
    """Says that codes are asked for from now on, or that they come from another phone."""
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


def _about_account(kind: str, user: User, **facts: Any) -> Message:
    return compose(
        kind,
        to_address=user.email,
        to_name=user.name,
        user=user,
        account_url=f"{current_app.config['PUBLIC_URL']}/account",
        **facts,
    )
