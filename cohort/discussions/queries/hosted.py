"""Posts and threads as those who look after them need them, or who report them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.db import columns_of, db, fetch, row_of
from cohort.discussions.models import Post, PostHiding, Thread, ThreadPace
from cohort.discussions.queries.authors import VIEWER, shown_author, shown_name
from cohort.discussions.queries.openness import (
    IN_COHORT,
    IS_OPEN_TO_VIEWER,
    is_shown,
    reach,
    with_module,
)
from cohort.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class HostedPost:
    """A post of the viewer's cohort, in a thread that they may read. `is_own` is the viewer's."""

    id: int
    cohort_id: int
    thread_id: int
    title: str
    author: str
    is_own: bool
    body_html: str
    posted_at: dt.datetime
    hidden_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly a thread goes: a post a person every so many minutes."""

    minutes: int
    set_at: dt.datetime


POST = (
    with_module(
        sa.select(
            *columns_of(
                HostedPost,
                id=Post.id,
                cohort_id=Thread.cohort_id,
                thread_id=Post.thread_id,
                title=Thread.title,
                author=shown_name(),
                is_own=Post.author_id == VIEWER,
                body_html=Post.body_html,
                posted_at=Post.posted_at,
                hidden_at=PostHiding.hidden_at,
            )
        ).join(Thread, Thread.id == Post.thread_id)
    )
    .outerjoin(User, User.id == shown_author())
    .outerjoin(PostHiding, PostHiding.post_id == Post.id)
    .where(Post.id == sa.bindparam("post_id"), IN_COHORT, IS_OPEN_TO_VIEWER, is_shown())
)
PACE = (
    sa.select(*columns_of(Pace, minutes=ThreadPace.minutes, set_at=ThreadPace.set_at))
    .join(Thread, Thread.id == ThreadPace.thread_id)
    .where(ThreadPace.thread_id == sa.bindparam("thread_id"), IN_COHORT)
)
HELD = (
    sa.select(ThreadPace.minutes)
    .where(ThreadPace.thread_id == sa.bindparam("thread_id"))
    .with_for_update()
)
LAST_OWN = (
    sa.select(Post.posted_at)
    .where(Post.thread_id == sa.bindparam("thread_id"), Post.author_id == VIEWER)
    .order_by(Post.id.desc())
    .limit(1)
)


def get_hosted_post(viewer: Actor, post_id: int, *, hidden_too: bool = False) -> HostedPost:
    """A post that the viewer can come across. Raises NotFound, and for a hidden post too, unless
    it is their own, they facilitate, or `hidden_too`: then it comes without its words."""
    row = None
    if viewer.role is not None:
        row = fetch(POST, **reach(viewer), post_id=post_id).one_or_none()
    if row is None:
        raise NotFound("No such post.")
    post = row_of(HostedPost, row)
    if post.hidden_at is None or post.is_own or viewer.is_facilitator:
        return post
    if not hidden_too:
        raise NotFound("No such post.")
    return replace(post, body_html="")


def find_pace(viewer: Actor, thread_id: int) -> Pace | None:
    """How slowly the thread goes; None for as people like."""
    row = fetch(PACE, cohort_id=viewer.cohort.id, thread_id=thread_id).one_or_none()
    return row_of(Pace, row) if row else None


def hold_pace(thread_id: int) -> ThreadPace | None:
    """The same, to change it."""
    query = sa.select(ThreadPace).where(ThreadPace.thread_id == thread_id).with_for_update()
    return db.session.scalar(query)


def held_minutes(thread_id: int) -> int | None:
    """The minutes between two posts of one person, who may post two at once: the second waits here
    for the first. None for as people like."""
    minutes: int | None = fetch(HELD, thread_id=thread_id).scalar()
    return minutes


def next_post_at(viewer: Actor, thread_id: int, minutes: int) -> dt.datetime | None:
    """When the viewer can post again in a thread of this pace; None for never posted there."""
    last = fetch(LAST_OWN, viewer_id=viewer.user_id, thread_id=thread_id).scalar()
    return last + dt.timedelta(minutes=minutes) if last else None
