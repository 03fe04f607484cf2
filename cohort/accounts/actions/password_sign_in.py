"""Signing in with a password."""

from __future__ import annotations

from cohort.accounts import queries
from cohort.accounts.actions import throttling
from cohort.accounts.actions.throttling import TooManyTries as TooManyTries
from cohort.accounts.actions.throttling import Tried, Try, plain_address
from cohort.accounts.devices import STRANGE, KnownBrowser
from cohort.accounts.models import User, Way
from cohort.accounts.passwords import password_fits
from cohort.db.write_lock import release_write_lock


def check_password(
    email: str, password: str, network: str, browser: KnownBrowser = STRANGE
) -> User | None:
    """The person, or None. Records each failure, whether or not the account exists.

    Raises TooManyTries, with the same message for known and unknown addresses.
    """
    email = plain_address(email)
    user = queries.find_user_by_email(email)
    account = user.id if user else 0
    attempt = Try(Tried.PASSWORD, email, network, browser.id_for(user), account)
    throttling.refuse_when_too_many(attempt)
    stored = user.password_hash if user else None
    release_write_lock()  # hashing is slow on purpose
    if not password_fits(password, stored):
        throttling.note_failure(attempt)
        throttling.FAILED.note(account, way=Way.PASSWORD)
        return None
    throttling.forget_failures_of(email)
    return user
