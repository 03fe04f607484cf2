"""Removing data whose retention is over, by the rules that features declare.

The nightly job, the dry run and the administrators' page all read the same list. A rule works in
batches, each committed by itself: if it is killed midway, the rest goes next time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from cohort import features
from cohort.accounts.models import SignIn, User
from cohort.data_rights.models import AccountDeletion
from cohort.db import change, db
from cohort.settings.retention import Rule

log = structlog.get_logger(__name__)
BATCH = 500
MOST_COUNTED = 1_000  # on a page


@dataclass(frozen=True)
class RuleRow:
    """What a rule would do now. `oldest` is a moment or a day; `is_more`: there are more than
    `count`, at which counting stopped."""

    rule: Rule
    count: int
    oldest: dt.date | None
    is_more: bool


def rules() -> list[Rule]:
    """All rules, in floor order."""
    return features.declared("retention", "RULES")


def report(most: int | None = None) -> list[RuleRow]:
    """What each rule would do now. Changes nothing. With `most` it counts no further than that:
    a page must not take longer the more there is (promise 10)."""
    lines = []
    for rule in rules():
        over = sa.select(rule.moment.label("moment")).where(rule.is_over())
        if most is not None:
            over = over.order_by(rule.table.id).limit(most + 1)  # ids rise: the oldest first
        found = over.subquery()
        query = sa.select(sa.func.count(), sa.func.min(found.c.moment)).select_from(found)
        count, oldest = db.session.execute(query).one()
        is_more = most is not None and count > most
        lines.append(RuleRow(rule, most if is_more and most else count, oldest, is_more))
    return lines


def run() -> str:
    """Apply every rule, batch by batch, committing each; returns what was done, in words."""
    _remember_last_days()
    done = []
    for rule in rules():
        count = 0
        while ids := _next_batch(rule):
            rule.act(ids)
            db.session.commit()
            count += len(ids)
        if count:
            done.append(f"{rule.what}: {count:,} {rule.then}")
            log.info("kept long enough", what=rule.what, count=count)
    return ". ".join(done) or "Nothing was over its time"


def _next_batch(rule: Rule) -> Sequence[int]:
    query = sa.select(rule.table.id).where(rule.is_over())
    return db.session.scalars(query.order_by(rule.table.id).limit(BATCH)).all()


def _remember_last_days() -> None:
    """Save the day of the last visit, which outlives the sign-in that it came from."""
    newest = sa.func.max(SignIn.last_seen_at)
    seen = db.session.execute(
        sa.select(SignIn.user_id, newest, User.last_seen_on)
        .join(User, User.id == SignIn.user_id)
        .group_by(SignIn.user_id, User.last_seen_on)
    ).all()
    for user_id, moment, day in seen:
        if day is None or moment.date() > day:
            change(sa.update(User).where(User.id == user_id).values(last_seen_on=moment.date()))
    db.session.commit()


def came_back(user: User, wish: AccountDeletion) -> bool:
    """Whether somebody has visited since their warning: then the account stays."""
    if user.leaving_at is not None:
        return False
    visited = sa.select(sa.func.max(SignIn.last_seen_at)).where(SignIn.user_id == user.id)
    last = db.session.scalar(visited)
    return last is not None and last >= wish.asked_at
