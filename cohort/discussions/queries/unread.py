"""What is new to the viewer in threads: newer than what they read through, and than their joining.

Their own posts are never new to them, and nothing in a thread that they have muted is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import (
    Post,
    PostRemoval,
    Thread,
    ThreadFollowing,
    ThreadKind,
    ThreadTelling,
)
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.discussions.queries.openness import HAS_POSTED
from cohort.kernel import clock, ids
from cohort.notices.models import Notice, ReadThrough
from cohort.notices.queries import MOST_COUNTED

SLOW = dt.timedelta(minutes=5)  # no transaction takes longer from making an id to its end
BEFORE_NEW = 2  # earlier posts that a page shows above the first new one
PLACE = sa.literal("thread:") + sa.cast(Thread.id, sa.String)

_post = aliased(Post)
_me: Any = sa.bindparam("viewer_id")
# For outer joins of a query of threads.
MY_PLACE = sa.and_(ReadThrough.user_id == _me, ReadThrough.place == PLACE)
MY_FOLLOWING = sa.and_(ThreadFollowing.thread_id == Thread.id, ThreadFollowing.user_id == _me)
IS_MUTED = sa.func.coalesce(ThreadFollowing.state, "") == "muted"


_first = aliased(Post)
_opening = (
    sa.select(sa.func.min(_first.id))
    .where(_first.thread_id == Thread.id)
    .correlate(Thread)
    .scalar_subquery()
)


def _after(number: str) -> sa.ColumnElement[int]:
    """The number that everything new in Thread comes after: what they read through, and what is
    older than their joining. It spares looking at each post of a thread."""
    through = sa.func.coalesce(ReadThrough.through, 0)
    before: Any = sa.bindparam(f"before_joining{number}", type_=sa.BigInteger)
    return sa.case((before > through, before), else_=through)


def caught_up_place(cohort_id: int) -> str:
    """The place of the mark up to which a person has read, or need not read, every thread of a
    cohort: see reading_place.py."""
    return f"threads:{cohort_id}"


def is_new(post: Any, number: str = "") -> sa.ColumnElement[bool]:
    """Whether a post of Thread is new to the viewer, in a query with MY_PLACE and MY_FOLLOWING.
    `number` ends the names of its parameters, where a query has it for several cohorts."""
    return sa.and_(
        post.thread_id == Thread.id,
        post.id > _after(number),
        post.posted_at >= sa.bindparam(f"joined_at{number}", type_=Post.posted_at.type),
        post.author_id != _me,
        ~IS_MUTED,
        ~sa.exists().where(PostRemoval.post_id == post.id),
        is_not_hidden(post),
        # In a quiet round only what asks is new to somebody who may not see the others' posts yet.
        sa.or_(
            Thread.kind != ThreadKind.ROUND,
            sa.bindparam(f"reads_all{number}", type_=sa.Boolean),
            HAS_POSTED.correlate(Thread, post),
            post.id == _opening,
        ),
    )


def _caught_up(number: str) -> sa.ScalarSelect[int]:
    mark = aliased(ReadThrough)
    place = sa.bindparam(f"caught_up_at{number}", type_=sa.String)
    return sa.select(mark.through).where(mark.user_id == _me, mark.place == place).scalar_subquery()


def new_posts(number: str = "") -> sa.ScalarSelect[int]:
    """How many posts of Thread are new to the viewer, as far as MOST_COUNTED."""
    found = sa.select(sa.literal(1)).where(is_new(_post, number)).limit(MOST_COUNTED)
    inner = found.correlate(Thread, ReadThrough, ThreadFollowing).subquery()
    count = sa.select(sa.func.count()).select_from(inner)
    return count.correlate(Thread, ReadThrough, ThreadFollowing).scalar_subquery()


def has_new(number: str = "") -> sa.ColumnElement[bool]:
    """Whether any is. The first comparisons spare looking into threads that were read: all those
    up to a number, by the index of the list, and then each by itself."""
    return sa.and_(
        Thread.last_post_id > sa.func.coalesce(_caught_up(number), 0),
        Thread.last_post_id > sa.func.coalesce(ReadThrough.through, 0),
        sa.exists().where(is_new(_post, number)).correlate(Thread, ReadThrough, ThreadFollowing),
    )


NEW_POSTS, HAS_NEW = new_posts(), has_new()


@dataclass(frozen=True, slots=True)
class ReadingState:
    """How far the viewer read in a thread, and what is new in it.

    `first_new` is the first new post. The keys are what a page of posts begins after: `first_key`
    for the page with the first new post, `newest_key` for the last page; 0 for the first page.
    `is_told`: an unread notice tells them what a facilitator did to the thread.
    `state` and `why`: how they follow the thread, as in ThreadFollowing; "" without a row.
    """

    thread_id: int
    through: int
    read_at: dt.datetime | None
    new_posts: int
    first_new: int | None
    first_key: int
    newest_key: int
    last_post_id: int
    is_told: bool
    state: str
    why: str


def _key(before: Any, offset: int) -> sa.ScalarSelect[int]:
    """The id of the post of Thread that stands `offset` posts before the one `before`."""
    post = aliased(Post)
    return (
        sa.select(post.id)
        .where(post.thread_id == Thread.id, post.id < before)
        .order_by(post.id.desc())
        .offset(offset)
        .limit(1)
        .correlate(Thread, ReadThrough, ThreadFollowing)
        .scalar_subquery()
    )


_first_new = (
    sa.select(sa.func.min(_post.id))
    .where(is_new(_post))
    .correlate(Thread, ReadThrough, ThreadFollowing)
    .scalar_subquery()
)
_is_told = (
    sa.exists()
    .where(
        ThreadTelling.thread_id == Thread.id,
        Notice.user_id == _me,
        Notice.place == PLACE,
        Notice.subject_id == ThreadTelling.id,
        Notice.read_at.is_(None),
    )
    .correlate(Thread)
)
A_PAGE = 50  # as queries/posts.py has it
STATE = (
    sa.select(
        *columns_of(
            ReadingState,
            thread_id=Thread.id,
            through=sa.func.coalesce(ReadThrough.through, 0),
            read_at=ReadThrough.at,
            new_posts=NEW_POSTS,
            first_new=_first_new,
            # A first new post that the first page shows is read from there.
            first_key=sa.case(
                (_key(_first_new, A_PAGE - 1).is_(None), 0),
                else_=sa.func.coalesce(_key(_first_new, BEFORE_NEW), 0),
            ),
            newest_key=sa.func.coalesce(_key(ids.BIGGEST, A_PAGE), 0),
            last_post_id=Thread.last_post_id,
            is_told=_is_told,
            state=sa.func.coalesce(ThreadFollowing.state, ""),
            why=sa.func.coalesce(ThreadFollowing.why, ""),
        )
    )
    .outerjoin(ReadThrough, MY_PLACE)
    .outerjoin(ThreadFollowing, MY_FOLLOWING)
    .where(Thread.id == sa.bindparam("thread_id"), Thread.cohort_id == sa.bindparam("cohort_id"))
)


def since_joining(viewer: Actor, number: str = "") -> dict[str, Any]:
    """The parameters of `is_new` and `has_new` for a member; `number` as there."""
    joined_at = viewer.joined_at or clock.now()
    return {
        "viewer_id": viewer.user_id,
        f"joined_at{number}": joined_at,
        f"before_joining{number}": ids.first_at(joined_at - SLOW),
        f"reads_all{number}": viewer.is_facilitator,
        f"caught_up_at{number}": caught_up_place(viewer.cohort.id),
    }


def reading_state(viewer: Actor, thread_id: int) -> ReadingState:
    """The viewer's state in a thread that they may read."""
    facts = since_joining(viewer) | {"cohort_id": viewer.cohort.id}
    return row_of(ReadingState, fetch(STATE, **facts, thread_id=thread_id).one())
