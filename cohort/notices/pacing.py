"""When somebody gets mail about what happened, and how much of it a day.

All of it by the clock of the reader's own zone: the digest comes at 7:30 on weekdays, and what is
gathered by the week on Mondays; a worker that was off sends it until noon, then leaves it for the
next weekday. Nobody gets more than two mails a day: one is the digest's while that is to come.
What does not fit waits until 7:30 and comes together, on a weekday in the digest.
"""

from __future__ import annotations

import datetime as dt

from cohort.kernel import clock

DIGEST_FROM, DIGEST_UNTIL = dt.time(7, 30), dt.time(12)
GRACE = dt.timedelta(minutes=10)
MOST_A_DAY = 2  # mails about what happened, the digest among them
SATURDAY = 5


def is_weekday(day: dt.date) -> bool:
    """Monday to Friday."""
    return day.weekday() < SATURDAY


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def digest_day(now: dt.datetime, zone: str) -> dt.date | None:
    """The day whose digest may be sent in a zone at this moment, or None."""
    local = clock.in_zone(now, zone)
    is_time = DIGEST_FROM <= local.time() < DIGEST_UNTIL
    return local.date() if is_time and is_weekday(local.date()) else None


def awaits_digest(now: dt.datetime, zone: str, digested_on: dt.date) -> bool:
    """Whether today's digest is still to come for somebody whose last was on `digested_on`."""
    local = clock.in_zone(now, zone)
    is_early = local.time() < DIGEST_UNTIL
    return is_early and is_weekday(local.date()) and digested_on < local.date()


def may_mail(now: dt.datetime, zone: str, digested_on: dt.date, sent_today: int) -> bool:
    """Whether one more mail fits into somebody's day."""
    kept = 1 if awaits_digest(now, zone, digested_on) else 0
    return sent_today + kept < MOST_A_DAY


def is_left_over(due: dt.datetime, now: dt.datetime, zone: str, digested_on: dt.date) -> bool:
    """Whether something of an earlier day waits on: for this morning's digest, or for 7:30."""
    local = clock.in_zone(now, zone)
    if clock.in_zone(due, zone).date() >= local.date():
        return False
    return local.time() < DIGEST_FROM or awaits_digest(now, zone, digested_on)
