"""What facilitators want people told of a thread: who follows it, and what they may read of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.accounts.models import User
from cohort.course_modules.models import EarlyOpening, Module, ModulePage, Prompt, Release
from cohort.course_modules.queries.openness import OPENING
from cohort.db import columns_of, db, fetch, row_of
from cohort.discussions.models import (
    Thread,
    ThreadFollowing,
    ThreadLock,
    ThreadPin,
    ThreadSummary,
    ThreadTelling,
)
from cohort.discussions.queries.told import is_open_to, own_post
from cohort.notices.kinds import Reader
from cohort.notices.models import Notice
from cohort.notices.queries import IS_UNREAD
from cohort.programmes.models import Membership

A_FACILITATOR = "A facilitator"


@dataclass(frozen=True, slots=True)
class Tended:
    """What a follower is told of a thread. `html`: of its summary, "" without one; `reason`: why
    it is closed, None when it is open."""

    user_id: int
    id: int
    act: str
    thread_id: int
    cohort_id: int
    title: str
    by: str
    html: str
    reason: str | None
    is_pinned: bool
    told_at: dt.datetime


TENDED = (
    sa.select(
        *columns_of(
            Tended,
            user_id=Membership.user_id,
            id=ThreadTelling.id,
            act=ThreadTelling.act,
            thread_id=Thread.id,
            cohort_id=Thread.cohort_id,
            title=Thread.title,
            by=sa.func.coalesce(User.name, A_FACILITATOR),
            html=sa.func.coalesce(ThreadSummary.body_html, ""),
            reason=ThreadLock.reason,
            is_pinned=ThreadPin.thread_id.is_not(None),
            told_at=ThreadTelling.told_at,
        ),
        *OPENING,
        Module.id.label("module_id"),
        sa.or_(Module.retired_at.is_not(None), ModulePage.retired_at.is_not(None)).label(
            "is_retired"
        ),
        sa.exists()
        .where(own_post.thread_id == Thread.id, own_post.author_id == Membership.user_id)
        .label("wrote_in_it"),
    )
    .select_from(ThreadTelling)
    .join(Thread, Thread.id == ThreadTelling.thread_id)
    .join(
        Membership,
        sa.and_(Membership.cohort_id == Thread.cohort_id, Membership.left_at.is_(None)),
    )
    .outerjoin(User, User.id == ThreadTelling.asked_by)
    .outerjoin(ThreadSummary, ThreadSummary.thread_id == Thread.id)
    .outerjoin(ThreadLock, ThreadLock.thread_id == Thread.id)
    .outerjoin(ThreadPin, ThreadPin.thread_id == Thread.id)
    .outerjoin(Prompt, Prompt.id == Thread.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .outerjoin(
        Release, sa.and_(Release.module_id == Module.id, Release.cohort_id == Thread.cohort_id)
    )
    .outerjoin(
        EarlyOpening,
        sa.and_(EarlyOpening.module_id == Module.id, EarlyOpening.membership_id == Membership.id),
    )
    .where(
        ThreadTelling.told_at.is_not(None),
        Membership.user_id.in_(sa.bindparam("user_ids", expanding=True)),
    )
    .order_by(ThreadTelling.id)
)
BY_ID = TENDED.where(ThreadTelling.id.in_(sa.bindparam("telling_ids", expanding=True)))
_followed = sa.exists().where(
    ThreadFollowing.thread_id == Thread.id,
    ThreadFollowing.user_id == Membership.user_id,
    ThreadFollowing.state == "following",
)
# Those that still have an unread notice, and follow the thread still.
UNREAD = TENDED.join(
    Notice,
    sa.and_(Notice.user_id == Membership.user_id, Notice.subject_id == ThreadTelling.id),
).where(ThreadTelling.told_at >= sa.bindparam("since"), IS_UNREAD, _followed)
LATELY = (
    sa.select(Notice.user_id)
    .join(ThreadTelling, ThreadTelling.id == Notice.subject_id)
    .where(
        ThreadTelling.told_at > sa.bindparam("since"),
        ThreadTelling.told_at <= sa.bindparam("until"),
    )
    .distinct()
)


def tended(reader: Reader, telling_ids: Collection[int]) -> dict[int, Tended]:
    """{telling id: what became of a thread} of those that the reader may read now."""
    facts = {"user_ids": [reader.user_id], "telling_ids": sorted(set(telling_ids))}
    return {one.id: one for one in _readable({reader.user_id: reader}, BY_ID, **facts)}


def unread_tended(readers: Mapping[int, Reader], since: dt.datetime) -> Iterator[Tended]:
    """What was told since then, for each reader to whom it is still unread."""
    yield from _readable(readers, UNREAD, user_ids=sorted(readers), since=since)


def told_lately(since: dt.datetime, until: dt.datetime) -> set[int]:
    """The ids of people who were told something in this time."""
    return set(fetch(LATELY, since=since, until=until).scalars())


def _readable(readers: Mapping[int, Reader], query: Any, **facts: Any) -> Iterator[Tended]:
    for row in fetch(query, **facts):
        if is_open_to(readers[row.user_id], row.cohort_id, row):
            yield row_of(Tended, row)


def untold(size: int) -> list[ThreadTelling]:
    """The oldest of which no notices were made yet, locked until the commit."""
    query = (
        sa.select(ThreadTelling)
        .where(ThreadTelling.told_at.is_(None))
        .order_by(ThreadTelling.id)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))


def followers(telling: ThreadTelling) -> list[Any]:
    """(user id, cohort id) of those who follow its thread, but for who asked."""
    query = (
        sa.select(ThreadFollowing.user_id, Thread.cohort_id)
        .join(Thread, Thread.id == ThreadFollowing.thread_id)
        .join(
            Membership,
            sa.and_(
                Membership.cohort_id == Thread.cohort_id,
                Membership.user_id == ThreadFollowing.user_id,
                Membership.left_at.is_(None),
            ),
        )
        .where(
            Thread.id == telling.thread_id,
            ThreadFollowing.state == "following",
            ThreadFollowing.user_id != (telling.asked_by or 0),
        )
    )
    return list(db.session.execute(query))
