"""Modules that have opened, as mail tells of them: to many people at once, by the rules of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.course_modules.queries.notices import OpenedModule
from cohort.course_modules.queries.openness import OPENING, opening_of, standing
from cohort.db import columns_of, fetch, row_of
from cohort.kernel import ids
from cohort.notices.models import Notice
from cohort.notices.queries.unread import IS_UNREAD
from cohort.notices.sources import Batch
from cohort.programmes.models import Membership

NEW_MODULES = (
    sa.select(
        *columns_of(
            OpenedModule,
            id=Module.id,
            slug=Module.slug,
            title=Module.title,
            summary=Module.summary,
            minutes_to_read=Module.minutes_to_read,
        ),
        Notice.user_id,
        Notice.cohort_id,
        Notice.at,
        Module.programme_id,
        *OPENING,
    )
    .select_from(Notice)
    .join(Module, Module.id == Notice.subject_id)
    .join(
        Membership,
        sa.and_(
            Membership.user_id == Notice.user_id,
            Membership.cohort_id == Notice.cohort_id,
            Membership.left_at.is_(None),
        ),
    )
    .outerjoin(
        Release, sa.and_(Release.module_id == Module.id, Release.cohort_id == Notice.cohort_id)
    )
    .outerjoin(
        EarlyOpening,
        sa.and_(EarlyOpening.module_id == Module.id, EarlyOpening.membership_id == Membership.id),
    )
    .where(
        Notice.user_id.in_(sa.bindparam("user_ids", expanding=True)),
        Notice.id >= sa.bindparam("lowest"),
        Notice.kind == sa.bindparam("kind"),
        Module.retired_at.is_(None),
        IS_UNREAD,
    )
    .order_by(Module.position, Module.id)
)


@dataclass(frozen=True, slots=True)
class NewModule:
    """A module that is new to one person."""

    user_id: int
    cohort_id: int
    module: OpenedModule
    due: dt.datetime


def new_modules(batch: Batch, kind: str) -> Iterator[NewModule]:
    """Those with a notice of this kind in each person's time, and that are open to them now."""
    lowest = ids.first_at(batch.first)
    for row in fetch(NEW_MODULES, user_ids=sorted(batch.people), lowest=lowest, kind=kind):
        actor = batch.people[row.user_id].reader.standings.get(row.cohort_id)
        if actor is None or row.programme_id != actor.programme.id:
            continue
        is_theirs = batch.since[row.user_id] < row.at <= batch.until
        if is_theirs and opening_of(actor, standing(actor), row).is_open:
            yield NewModule(row.user_id, row.cohort_id, row_of(OpenedModule, row), row.at)
