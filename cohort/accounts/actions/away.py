"""Saying when one is away."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts import queries
from cohort.accounts.models import Away
from cohort.db import change, db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError

MOST = 20
KEPT_AFTERWARDS = dt.timedelta(days=30)


def add_days_away(viewer: Actor, first_day: dt.date, last_day: dt.date) -> None:
    """Both days included. The same days twice are said once. Raises DomainError over 20."""
    queries.get_own_profile(viewer, to_change=True)  # a double press waits here
    known = queries.days_away(viewer)
    if any((one.first_day, one.last_day) == (first_day, last_day) for one in known):
        return
    if len(known) >= MOST:
        raise DomainError(f"You have {MOST} times away here. Remove one first")
    db.session.add(Away(user_id=viewer.user_id, first_day=first_day, last_day=last_day))


def remove_days_away(viewer: Actor, away_id: int) -> None:
    """Somebody else's, and what is removed already, stay as they are."""
    mine = sa.and_(Away.id == away_id, Away.user_id == viewer.user_id)
    change(sa.delete(Away).where(mine))


def forget_past_days_away() -> int:
    """What ended a month ago tells nobody anything; returns how many."""
    return change(sa.delete(Away).where(Away.last_day < clock.now().date() - KEPT_AFTERWARDS))
