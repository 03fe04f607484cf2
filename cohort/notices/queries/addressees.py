"""People who may get mail about what happened: who is there, agreed, stays and is not away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from cohort.accounts.models import Away, User
from cohort.db import db, fetch
from cohort.kernel import clock
from cohort.notices.kinds import Reader
from cohort.notices.models import Mailed, MailMark
from cohort.notices.queries.readers import STANDINGS_OF_ALL, actor_in
from cohort.notices.sources import Addressee
from cohort.programmes.models import Cohort, CohortStatus, Membership

# A cohort's place in the world, for those who have not chosen their own zone: the last joined.
_cohort_zone = (
    sa.select(Cohort.time_zone)
    .join(Membership, Membership.cohort_id == Cohort.id)
    .where(Membership.user_id == User.id, Membership.left_at.is_(None))
    .order_by(Membership.id.desc())
    .limit(1)
    .correlate(User)
    .scalar_subquery()
)
ZONE: Any = sa.func.coalesce(sa.func.nullif(User.time_zone, ""), _cohort_zone)
PEOPLE = STANDINGS_OF_ALL.add_columns(
    User.id.label("user_id"), User.email, User.mail_choices
).where(
    User.id.in_(sa.bindparam("user_ids", expanding=True)),
    User.deactivated_at.is_(None),
    User.leaving_at.is_(None),
    Cohort.status != CohortStatus.ARCHIVED,
)
ZONES = sa.union(sa.select(User.time_zone).where(User.time_zone != ""), sa.select(Cohort.time_zone))
AWAY = sa.select(Away.user_id, Away.first_day, Away.last_day).where(
    Away.user_id.in_(sa.bindparam("user_ids", expanding=True))
)
MAILED = sa.select(Mailed.user_id, Mailed.place, Mailed.subject_id).where(
    Mailed.user_id.in_(sa.bindparam("user_ids", expanding=True)), Mailed.at >= sa.bindparam("since")
)
_UNMARKED = (
    sa.select(Membership.user_id)
    .where(
        Membership.left_at.is_(None),
        ~sa.exists().where(MailMark.user_id == Membership.user_id),
    )
    .distinct()
)


def zones() -> list[str]:
    """All zones in which somebody may read."""
    return sorted(db.session.scalars(ZONES))


def addressees(user_ids: Collection[int], now: dt.datetime) -> dict[int, Addressee]:
    """{user id: person} of those of these who may get mail at this moment."""
    rows = defaultdict(list)
    for row in db.session.execute(PEOPLE, {"user_ids": sorted(user_ids)}):
        rows[row.user_id].append(row)
    away = defaultdict(list)
    for one in db.session.execute(AWAY, {"user_ids": sorted(user_ids)}):
        away[one.user_id].append(one)
    found = {}
    for user_id, theirs in rows.items():
        first, last = theirs[0], theirs[-1]
        zone = first.own_time_zone or last.time_zone
        today = clock.in_zone(now, zone).date()
        if any(one.first_day <= today <= one.last_day for one in away[user_id]):
            continue
        standings = {row.cohort_id: actor_in(user_id, row) for row in theirs}
        reader = Reader(user_id, first.name, first.own_time_zone, standings)
        found[user_id] = Addressee(reader, first.email, zone, first.mail_choices)
    return found


def already_mailed(user_ids: Collection[int], since: dt.datetime) -> set[tuple[int, str, int]]:
    """(user id, place, subject id) of what they were mailed at once since then."""
    rows = db.session.execute(MAILED, {"user_ids": sorted(user_ids), "since": since})
    return {(row.user_id, row.place, row.subject_id) for row in rows}


def without_mark() -> list[int]:
    """Members for whom it is not noted yet what they were mailed."""
    return list(db.session.scalars(_UNMARKED))


def waiting() -> list[int]:
    """People for whom something waits until there is room for another mail."""
    return list(fetch(sa.select(MailMark.user_id).where(MailMark.waits)).scalars())


def claim(user_ids: Iterable[int]) -> list[MailMark]:
    """The marks of these people, locked; without those that another worker has just now."""
    query = sa.select(MailMark).where(MailMark.user_id.in_(sorted(user_ids)))
    return _locked(query.order_by(MailMark.user_id))


def claim_undigested(zones: Sequence[str], day: dt.date, size: int) -> list[MailMark]:
    """The marks, locked, of people in these zones whose digest of this day is still to do."""
    # In the order of their index, in which those whose digest is done are not come across.
    query = (
        sa.select(MailMark)
        .join(User, User.id == MailMark.user_id)
        .where(MailMark.digested_on < day, ZONE.in_(zones))
        .order_by(MailMark.digested_on, MailMark.user_id)
        .limit(size)
    )
    return _locked(query)


def _locked(query: sa.Select[Any]) -> list[MailMark]:
    locked = query.with_for_update(of=MailMark, skip_locked=True)
    return list(db.session.scalars(locked.execution_options(populate_existing=True)))
