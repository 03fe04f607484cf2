"""Slowing guesses down: failures are counted in the database, by account and by network.

Known and unknown addresses are counted alike, so that nothing here tells who has an account.
A browser in which the person had signed in before has a count of its own: a stranger who fails
on somebody's account cannot keep its owner out.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.accounts import queries
from cohort.accounts.models import SignInFailure
from cohort.db import change, db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError

COUNT_FOR = dt.timedelta(hours=1)
# Clocks of several machines differ a little; what claims to be later than this is from before a
# clock was set back, and must not keep anybody out until then.
SKEW = dt.timedelta(minutes=1)
# After so many failures within the hour: so long a wait, counted from the last of them.
WAITS_BY_ACCOUNT = (
    (5, dt.timedelta(seconds=30)),
    (6, dt.timedelta(minutes=1)),
    (7, dt.timedelta(minutes=2)),
    (8, dt.timedelta(minutes=4)),
    (9, dt.timedelta(minutes=8)),
    (10, dt.timedelta(minutes=15)),
)
# A council's thousands share one address.
WAITS_BY_NETWORK = (
    (100, dt.timedelta(minutes=1)),
    (150, dt.timedelta(minutes=5)),
    (200, dt.timedelta(minutes=15)),
)


class TooManyTries(DomainError):
    """Too many failed tries lately; the words say how long to wait."""


@dataclass(frozen=True)
class Try:
    """Who tries what, from where. `browser` is the id of a browser that this person signed in
    with before, else empty."""

    kind: str
    email: str
    network: str
    browser: str = ""


def network_of(address: str | None) -> str:
    """The network that an address counts for: itself, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def plain_address(email: str) -> str:
    """An address as it is kept and counted."""
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
    """Begin to count anew: somebody has shown that they are who they say."""
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
