"""Following threads and posts, and no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cohort.access.actor import Actor
from cohort.db import Base, change, db
from cohort.discussions.models import Post, PostFollowing, Thread, ThreadFollowing
from cohort.discussions.queries.unread import caught_up_place
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.notices.actions import bring_back
from cohort.notices.models import Notice, ReadThrough
from cohort.programmes.models import Membership


def insert_into(table: type[Base]) -> Any:
    """An INSERT of this database, which can say what happens to rows that are there already."""
    dialects: Any = {"sqlite": sqlite, "postgresql": postgresql}
    return dialects[db.engine.dialect.name].insert(table)


def follow_thread(actor: Actor, thread_id: int, state: str) -> None:
    """Set how the actor follows a thread that they may read: "following", "stopped", "muted".
    Raises ValueError for another state."""
    if state not in ("following", "stopped", "muted"):
        raise ValueError(f"no state of following: {state}")
    row = {"thread_id": thread_id, "user_id": actor.user_id, "state": state, "why": "asked"}
    chosen: dict[str, Any] = {"state": state}
    if state == "following":
        chosen["why"] = "asked"
    insert = insert_into(ThreadFollowing).values(**row, at=clock.now())
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["thread_id", "user_id"], set_=chosen)
    )


def follow_post(actor: Actor, thread_id: int, post_id: int, state: str) -> None:
    """Set whether the actor hears of answers to a post of a thread that they may read: "following"
    or "stopped". Raises ValueError for another state, NotFound for no post of the thread."""
    if state not in ("following", "stopped"):
        raise ValueError(f"no state of following: {state}")
    here = sa.select(Post.id).where(Post.id == post_id, Post.thread_id == thread_id)
    if db.session.scalar(here) is None:
        raise NotFound("No such post.")
    row = {"post_id": post_id, "user_id": actor.user_id, "state": state, "at": clock.now()}
    insert = insert_into(PostFollowing).values(**row)
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["post_id", "user_id"], set_={"state": state})
    )


def follow_what_they_wrote(posts: Iterable[Any]) -> None:
    """The authors of new posts follow the threads, unless they chose something. A post here has
    thread_id, author_id and `began`: whether its author opened the thread."""
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for post in posts:
        rows[post.thread_id, post.author_id] = {
            "thread_id": post.thread_id,
            "user_id": post.author_id,
            "state": "following",
            "why": "began" if post.began else "wrote",
            "at": clock.now(),
        }
    if rows:
        insert = insert_into(ThreadFollowing).on_conflict_do_nothing()
        db.session.execute(insert, [rows[key] for key in sorted(rows)])


def threads_merged(old_id: int, new_id: int) -> None:
    """Unite follow, mute and last-read places of two threads, once the posts of `old_id` have moved
    into `new_id`, which keeps everybody's.

    Who muted either has muted both; who followed either follows. What was new to somebody in
    either is new still, which can show a post that they saw as new once more, but never hides one.
    """
    _unite_following(old_id, new_id)
    _unite_reading(old_id, new_id)


def _unite_following(old_id: int, new_id: int) -> None:
    of_old = sa.select(ThreadFollowing).where(ThreadFollowing.thread_id == old_id)
    strength = {"muted": 3, "following": 2, "stopped": 1}
    for row in db.session.scalars(of_old).all():
        kept = db.session.get(ThreadFollowing, (new_id, row.user_id))
        if kept is None:
            facts = {"state": row.state, "why": row.why, "at": row.at}
            db.session.add(ThreadFollowing(thread_id=new_id, user_id=row.user_id, **facts))
        elif strength[row.state] > strength[kept.state]:
            kept.state, kept.why = row.state, row.why
    db.session.flush()
    change(sa.delete(ThreadFollowing).where(ThreadFollowing.thread_id == old_id))


def _unite_reading(old_id: int, new_id: int) -> None:
    """The posts of both threads now stand in the new one, in the order of their ids: everybody
    has read up to the first that they had not read where it stood before."""
    old, new = f"thread:{old_id}", f"thread:{new_id}"
    marks: dict[tuple[int, str], ReadThrough] = {
        (mark.user_id, mark.place): mark
        for mark in db.session.scalars(
            sa.select(ReadThrough).where(ReadThrough.place.in_([old, new]))
        )
    }
    people = db.session.execute(
        sa.select(Membership.user_id, Membership.joined_at)
        .join(Thread, Thread.cohort_id == Membership.cohort_id)
        .where(Thread.id == new_id)
    ).all()
    now = clock.now()
    for user_id, joined_at in people:
        ends = [
            marks[user_id, place].through if (user_id, place) in marks else 0
            for place in (old, new)
        ]
        if not any(ends):
            continue
        through = _last_read(new_id, user_id, joined_at, ends)
        kept = marks.get((user_id, new))
        if kept is None:
            db.session.add(ReadThrough(user_id=user_id, place=new, through=through, at=now))
        else:
            kept.through = through
    db.session.flush()
    # Threads that were read to their end are perhaps not any more: everybody's mark begins anew.
    cohort_id = db.session.scalar(sa.select(Thread.cohort_id).where(Thread.id == new_id)) or 0
    gone = [old, caught_up_place(cohort_id)]
    change(sa.delete(ReadThrough).where(ReadThrough.place.in_(gone)))
    _move_notices(old, new, new_id)


def _last_read(thread_id: int, user_id: int, joined_at: dt.datetime, ends: Sequence[int]) -> int:
    """Where there is something between the two marks that this person may not have read, the lower
    one; else the higher one."""
    between = sa.select(Post.id).where(
        Post.thread_id == thread_id,
        Post.id > min(ends),
        Post.id <= max(ends),
        Post.author_id != user_id,
        Post.posted_at >= joined_at,
    )
    return min(ends) if db.session.scalar(between.limit(1)) is not None else max(ends)


def _move_notices(old: str, new: str, new_id: int) -> None:
    change(sa.update(Notice).where(Notice.place == old).values(place=new))
    bring_back(new, sa.select(Post.id).where(Post.thread_id == new_id))
