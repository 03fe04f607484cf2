"""Slows guessing down: counts failures in the database, by account and by network.

Known and unknown addresses are counted alike, so that nothing here tells who has an account.
A browser in which the person signed in before has its own count, so that a stranger's failures
on somebody's account cannot keep its owner out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from cohort.accounts import queries
from cohort.accounts.models import SignInFailure
from cohort.db import change, db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.kernel.safety_log import event

COUNT_FOR = dt.timedelta(hours=1)
# Clocks of several machines differ a little. A failure further in the future than this is from
# before a clock was set back, and must not keep anybody out until then.
SKEW = dt.timedelta(minutes=1)
# (failures within the hour, wait after the last of them)
WAITS_BY_ACCOUNT = (
    (5, dt.timedelta(seconds=30)),
    (6, dt.timedelta(minutes=1)),
    (7, dt.timedelta(minutes=2)),
    (8, dt.timedelta(minutes=4)),
    (9, dt.timedelta(minutes=8)),
    (10, dt.timedelta(minutes=15)),
)
# Thousands of people at a council share one address.
WAITS_BY_NETWORK = (
    (100, dt.timedelta(minutes=1)),
    (150, dt.timedelta(minutes=5)),
    (200, dt.timedelta(minutes=15)),
)

FAILED = event("sign_in.failed", "A try to sign in failed", "way", level="warning")
LOCKED = event(
    "sign_in.locked", "A try was refused, as too many had failed before", "tried", level="warning"
)


class Tried(StrEnum):
    """What was tried: each kind is counted apart."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    CODE = "code"
    SECOND_FACTOR = "second"


class TooManyTries(DomainError):
    """Too many failed tries lately; the message says how long to wait."""


@dataclass(frozen=True)
class Try:
    """Who tries what, from where. `browser` is the id of a browser in which this person signed in
    before, else empty; `account` the id of the account, if there is one."""

    kind: Tried
    email: str
    network: str
    browser: str = ""
    account: int = 0


def plain_address(email: str) -> str:
    """An email address as it is stored and counted."""
    return email.strip().lower()[:320]


def refuse_when_too_many(attempt: Try) -> None:
    """Raises TooManyTries while a wait lasts."""
    now = clock.now()
    by_account, by_network = queries.count_failures(attempt, since=now - COUNT_FOR, now=now + SKEW)
    waits = [_left(by_account, WAITS_BY_ACCOUNT, now)]
    if not attempt.browser:
        waits.append(_left(by_network, WAITS_BY_NETWORK, now))
    left = max(waits)
    if left > dt.timedelta():
        LOCKED.note(attempt.account, tried=attempt.kind)
        raise TooManyTries(f"Too many tries. Wait {_say(left)}, then try again")


def note_failure(attempt: Try) -> None:
    """Count one failure."""
    db.session.add(
        SignInFailure(
            email=attempt.email,
            network=attempt.network[:60],
            kind=attempt.kind,
            browser=attempt.browser[:32],
        )
    )


def forget_failures_of(email: str) -> None:
    """Reset the count of an address whose owner has shown who they are."""
    change(sa.delete(SignInFailure).where(SignInFailure.email == plain_address(email)))


def forget_old_failures() -> int:
    """Remove failures that no longer count; returns how many."""
    old = SignInFailure.at < clock.now() - COUNT_FOR
    return change(sa.delete(SignInFailure).where(old))


def _left(
    found: queries.Failures, waits: tuple[tuple[int, dt.timedelta], ...], now: dt.datetime
) -> dt.timedelta:
    wait = next((wait for count, wait in reversed(waits) if found.count >= count), None)
    if wait is None or found.last is None:
        return dt.timedelta()
    return min(found.last + wait - now, wait)


def _say(left: dt.timedelta) -> str:
    minutes = -(-int(left.total_seconds() + 0.999) // 60)
    if left <= dt.timedelta(seconds=30):
        return "half a minute"
    return "a minute" if minutes <= 1 else f"{minutes} minutes"
