"""Private replies as notices and mail tell of them: to the other of the two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.db import columns_of, fetch, row_of, rows_of
from cohort.discussions.models import Post, PostRemoval, PrivateReply, Thread
from cohort.discussions.queries.authors import shown_author
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.discussions.queries.private import WRITER
from cohort.kernel import ids
from cohort.notices.kinds import EXCERPT, Reader
from cohort.notices.models import Notice
from cohort.notices.queries import IS_UNREAD
from cohort.programmes.models import Membership

PRIVATE_REPLY = "private_reply"  # the kind of notice
_NOBODY = 0  # for whom a post without a name has no author


@dataclass(frozen=True, slots=True)
class ToldPrivately:
    """A private reply for `user_id`, to whom it was written. `by`: who wrote it, as far as they may
    know; `answered_html`: the beginning of the post, "" where it is out of sight."""

    user_id: int
    id: int
    post_id: int
    thread_id: int
    cohort_id: int
    title: str
    from_author: bool
    by: str
    body: str
    html: str
    answered_html: str
    written_at: dt.datetime


_facilitator = aliased(User)
_reader = sa.case((PrivateReply.from_author, PrivateReply.facilitator_id), else_=Post.author_id)
_start = sa.func.substr(Post.body_html, 1, 4 * EXCERPT)
_in_sight = sa.and_(is_not_hidden(), ~sa.exists().where(PostRemoval.post_id == Post.id))
TOLD = (
    sa.select(
        *columns_of(
            ToldPrivately,
            user_id=_reader,
            id=PrivateReply.id,
            post_id=PrivateReply.post_id,
            thread_id=Thread.id,
            cohort_id=Thread.cohort_id,
            title=Thread.title,
            from_author=PrivateReply.from_author,
            by=sa.case(
                (PrivateReply.from_author, sa.func.coalesce(User.name, WRITER.capitalize())),
                else_=_facilitator.name,
            ),
            body=PrivateReply.body,
            html=PrivateReply.body_html,
            answered_html=sa.case((_in_sight, _start), else_=""),
            written_at=PrivateReply.written_at,
        )
    )
    .select_from(PrivateReply)
    .join(Post, Post.id == PrivateReply.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(_facilitator, _facilitator.id == PrivateReply.facilitator_id)
    .outerjoin(User, User.id == shown_author())
    .where(
        _reader.in_(sa.bindparam("user_ids", expanding=True)),
        sa.exists().where(
            Membership.cohort_id == Thread.cohort_id,
            Membership.user_id == _reader,
            Membership.left_at.is_(None),
            sa.or_(~PrivateReply.from_author, Membership.role == Role.FACILITATOR),
        ),
    )
    .order_by(PrivateReply.id)
)
BY_ID = TOLD.where(PrivateReply.id.in_(sa.bindparam("ids", expanding=True)))
UNREAD = TOLD.join(
    Notice,
    sa.and_(
        Notice.user_id == _reader,
        Notice.subject_id == PrivateReply.id,
        Notice.kind == PRIVATE_REPLY,
    ),
).where(PrivateReply.id >= sa.bindparam("lowest"), IS_UNREAD)
LATELY = (
    sa.select(Notice.user_id)
    .join(PrivateReply, PrivateReply.id == Notice.subject_id)
    .where(
        PrivateReply.id >= sa.bindparam("lowest"),
        PrivateReply.written_at > sa.bindparam("since", type_=PrivateReply.written_at.type),
        PrivateReply.written_at <= sa.bindparam("until", type_=PrivateReply.written_at.type),
        Notice.kind == PRIVATE_REPLY,
    )
    .distinct()
)


def told_privately(reader: Reader, reply_ids: Sequence[int]) -> list[ToldPrivately]:
    """Those of these private replies that were written to the reader, who may read them now."""
    facts = {"user_ids": [reader.user_id], "ids": sorted(set(reply_ids)), "viewer_id": _NOBODY}
    found = rows_of(ToldPrivately, fetch(BY_ID, **facts))
    return [row for row in found if row.cohort_id in reader.standings]


def unread_privately(readers: Mapping[int, Reader], since: dt.datetime) -> Iterator[ToldPrivately]:
    """What was written to each of them since then and is still unread."""
    lowest = ids.first_at(since - dt.timedelta(minutes=1))
    for row in fetch(UNREAD, user_ids=sorted(readers), lowest=lowest, viewer_id=_NOBODY):
        if row.cohort_id in readers[row.user_id].standings:
            yield row_of(ToldPrivately, row)


def written_to_lately(since: dt.datetime, until: dt.datetime) -> set[int]:
    """The ids of people to whom something was written in this time."""
    # By id an index finds the few; two processes' clocks may differ by a minute.
    lowest = ids.first_at(since - dt.timedelta(minutes=1))
    return set(fetch(LATELY, lowest=lowest, since=since, until=until).scalars())
