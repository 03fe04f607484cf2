"""What the author of posts without a name is told: who asked for it, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.accounts.models import User
from cohort.db import columns_of, fetch, rows_of
from cohort.discussions.models import Post, Thread, Unmasking
from cohort.kernel.data_rights import ExportItem
from cohort.notices.kinds import Reader


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Somebody asked who wrote a post. `by`: the facilitator's name."""

    id: int
    post_id: int
    thread_id: int
    cohort_id: int
    title: str
    by: str
    reason: str
    unmasked_at: dt.datetime


ASKED_FOR = (
    sa.select(
        *columns_of(
            AskedFor,
            id=Unmasking.id,
            post_id=Post.id,
            thread_id=Thread.id,
            cohort_id=Thread.cohort_id,
            title=Thread.title,
            by=User.name,
            reason=Unmasking.reason,
            unmasked_at=Unmasking.unmasked_at,
        )
    )
    .join(Post, Post.id == Unmasking.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(User, User.id == Unmasking.unmasked_by)
    .where(Post.author_id == sa.bindparam("user_id"))
    .order_by(Unmasking.id)
)
ASKED_BY = (
    sa.select(Thread.title, Unmasking.reason, Unmasking.unmasked_at)
    .select_from(Unmasking)
    .join(Post, Post.id == Unmasking.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Unmasking.unmasked_by == sa.bindparam("user_id"))
    .order_by(Unmasking.id)
)
SOME = ASKED_FOR.where(Unmasking.id.in_(sa.bindparam("ids", expanding=True)))


def unmaskings_of(reader: Reader, unmasking_ids: Sequence[int]) -> list[AskedFor]:
    """Those of the reader's own posts."""
    rows = fetch(SOME, user_id=reader.user_id, ids=sorted(set(unmasking_ids)))
    return rows_of(AskedFor, rows)


def names_asked_for(user_id: int) -> Iterator[ExportItem]:
    """For a person's download: who asked for their name, and where they asked for others'."""
    for row in rows_of(AskedFor, fetch(ASKED_FOR, user_id=user_id)):
        yield ExportItem(
            {"thread": row.title, "by": row.by, "reason": row.reason, "at": row.unmasked_at}
        )
    for row in fetch(ASKED_BY, user_id=user_id):
        yield ExportItem(
            {"thread": row.title, "by": "you", "reason": row.reason, "at": row.unmasked_at}
        )
