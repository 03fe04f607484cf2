"""A person's days away."""

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
    """Add days away, both ends included; a repeat adds nothing. Raises DomainError over 20."""
    queries.get_own_profile(viewer, to_change=True)  # the second of a double press waits here
    known = queries.days_away(viewer)
    if any((one.first_day, one.last_day) == (first_day, last_day) for one in known):
        return
    if len(known) >= MOST:
        raise DomainError(f"You have {MOST} times away here. Remove one first")
    db.session.add(Away(user_id=viewer.user_id, first_day=first_day, last_day=last_day))


def remove_days_away(viewer: Actor, away_id: int) -> None:
    """Remove the viewer's own days away; does nothing for anybody else's, or if they are gone."""
    mine = sa.and_(Away.id == away_id, Away.user_id == viewer.user_id)
    change(sa.delete(Away).where(mine))


def forget_past_days_away() -> int:
    """Remove days away that ended a month ago; returns how many."""
    return change(sa.delete(Away).where(Away.last_day < clock.now().date() - KEPT_AFTERWARDS))
