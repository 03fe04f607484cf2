"""Modules that have opened and were not yet announced, and who gets the notice. No viewer: this
is for the job that posts the notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.course_modules.queries.openness import offset_moment
from cohort.db import db
from cohort.programmes.models import Cohort, CohortStatus, Membership, Programme

# Older openings are not news: an old cohort that was imported, the first start with releases.
NEWS_FOR = dt.timedelta(hours=48)
# Time to undo a mistake; modules that open within it share one mail.
GRACE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class OpenedModule:
    """A module's facts for a mail."""

    id: int
    slug: str
    title: str
    summary: str
    minutes_to_read: int


_told = (Module.id, Module.slug, Module.title, Module.summary, Module.minutes_to_read)
_unannounced = (
    sa.select(
        Cohort.id.label("cohort_id"),
        Cohort.starts_on,
        Cohort.time_zone,
        Module.opens_after_days,
        Release.opens_at,
        Release.shown_at,
        *_told,
    )
    .join(Module, Module.programme_id == Cohort.programme_id)
    .outerjoin(Release, sa.and_(Release.module_id == Module.id, Release.cohort_id == Cohort.id))
    .where(
        Cohort.status == CohortStatus.RUNNING,
        Module.retired_at.is_(None),
        Release.announced_at.is_(None),
        Release.hidden_at.is_(None),
    )
    .order_by(Cohort.id, Module.position, Module.id)
)
# Members who may be told of modules: still in, agreed, and not about to leave the site.
_hears = sa.and_(
    Membership.role == Role.PARTICIPANT,
    Membership.left_at.is_(None),
    Membership.agreed_number >= Programme.agreement_number,
    User.deactivated_at.is_(None),
    User.leaving_at.is_(None),
)
_early = (
    sa.select(EarlyOpening.membership_id, User, *_told)
    .join(Membership, Membership.id == EarlyOpening.membership_id)
    .join(Cohort, Cohort.id == Membership.cohort_id)
    .join(Programme, Programme.id == Cohort.programme_id)
    .join(User, User.id == Membership.user_id)
    .join(Module, Module.id == EarlyOpening.module_id)
    .where(
        EarlyOpening.announced_at.is_(None),
        EarlyOpening.opened_at <= sa.bindparam("until"),
        EarlyOpening.opened_at >= sa.bindparam("since"),
        Cohort.status == CohortStatus.RUNNING,
        Module.retired_at.is_(None),
        _hears,
    )
    .order_by(EarlyOpening.membership_id, Module.position, Module.id)
)


def cohorts_with_news(now: dt.datetime) -> Sequence[int]:
    """The ids of cohorts with something to announce."""
    found = {row.cohort_id for row in db.session.execute(_unannounced) if _is_news(row, now)}
    early = _early.with_only_columns(Membership.cohort_id, maintain_column_froms=True)
    found |= set(db.session.scalars(early.order_by(None), _window(now)))
    return sorted(found)


def newly_opened(cohort: Cohort, now: dt.datetime) -> Sequence[OpenedModule]:
    """Modules that have opened to the whole cohort and were not announced."""
    rows = db.session.execute(_unannounced.where(Cohort.id == cohort.id))
    return [_module(row) for row in rows if _is_news(row, now)]


def newly_opened_early(
    cohort: Cohort, now: dt.datetime
) -> Sequence[tuple[int, User, Sequence[OpenedModule]]]:
    """(membership id, person, modules) of those let in early and not yet told."""
    found: dict[int, tuple[User, list[OpenedModule]]] = {}
    query = _early.where(Membership.cohort_id == cohort.id)
    for row in db.session.execute(query, _window(now)):
        found.setdefault(row.membership_id, (row.User, []))[1].append(_module(row))
    return [(membership_id, user, modules) for membership_id, (user, modules) in found.items()]


def who_hears(cohort: Cohort) -> Iterator[tuple[int, User, set[int]]]:
    """(membership id, person, ids of modules opened to them early), in a fixed order."""
    early: dict[int, set[int]] = {}
    query = (
        sa.select(EarlyOpening.membership_id, EarlyOpening.module_id)
        .join(Membership, Membership.id == EarlyOpening.membership_id)
        .where(Membership.cohort_id == cohort.id)
    )
    for membership_id, module_id in db.session.execute(query):
        early.setdefault(membership_id, set()).add(module_id)
    people = (
        sa.select(Membership.id, User)
        .join(User, User.id == Membership.user_id)
        .join(Programme, Programme.id == cohort.programme_id)
        .where(Membership.cohort_id == cohort.id, _hears)
        .order_by(Membership.id)
    )
    for membership_id, user in db.session.execute(people):
        yield membership_id, user, early.get(membership_id, set())


def _is_news(row: Any, now: dt.datetime) -> bool:
    opened = row.opens_at or offset_moment(row, row.opens_after_days)
    seen_since = max(opened, row.shown_at or opened)
    return bool(now - NEWS_FOR <= seen_since <= now - GRACE)


def _window(now: dt.datetime) -> dict[str, dt.datetime]:
    return {"since": now - NEWS_FOR, "until": now - GRACE}


def _module(row: Any) -> OpenedModule:
    return OpenedModule(row.id, row.slug, row.title, row.summary, row.minutes_to_read)
