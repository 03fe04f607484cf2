"""Signing in with a password."""

from __future__ import annotations

import datetime as dt

from cohort.accounts import queries
from cohort.accounts.models import SignInFailure, User
from cohort.accounts.passwords import password_fits
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError

FAILURES_COUNT_FOR = dt.timedelta(minutes=15)
MOST_BY_ACCOUNT = 10
MOST_BY_NETWORK = 100


class TooManyTries(DomainError):
    """Too many failed sign-ins in the last quarter of an hour."""


def check_password(email: str, password: str, network: str) -> User | None:
    """The person, or None. Each failure is recorded, whether or not the account exists.

    Raises TooManyTries, with the same words for known and unknown addresses.
    """
    email = email.strip().lower()[:320]
    by_account, by_network = queries.count_failures(
        email=email, network=network, since=clock.now() - FAILURES_COUNT_FOR
    )
    if by_account >= MOST_BY_ACCOUNT or by_network >= MOST_BY_NETWORK:
        raise TooManyTries("Too many tries to sign in. Wait 15 minutes and try again.")
    user = queries.find_user_by_email(email)
    stored = user.password_hash if user else None
    # Hashing takes long on purpose; on SQLite nobody could write while we held the lock.
    db.session.rollback()
    if password_fits(password, stored):
        return user
    db.session.add(SignInFailure(email=email, network=network[:60]))
    return None


def forget_old_failures() -> int:
    """Remove failures that no longer count; returns how many."""
    old = SignInFailure.at < clock.now() - FAILURES_COUNT_FOR
    return db.session.query(SignInFailure).where(old).delete(synchronize_session=False)
