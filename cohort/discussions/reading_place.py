"""Where a thread is opened, and how far its reader has come (written by web/after_response.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import Response

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.discussions.models import Thread, ThreadTelling, Unmasking
from cohort.discussions.queries import OpenThread, PostRow, page_holding, visible_threads
from cohort.discussions.queries.openness import FIRST_POST, SHOWS_ALL_POSTS, reach
from cohort.discussions.queries.unread import (
    PLACE,
    SLOW,
    ReadingState,
    caught_up_place,
    since_joining,
)
from cohort.kernel import clock, ids
from cohort.kernel.paging import Page
from cohort.notices.actions import trail, trail_of_notices
from cohort.notices.actions.reading import is_fetched_ahead, upsert
from cohort.notices.models import Notice, ReadThrough
from cohort.web import after_response
from cohort.web.paging import key_asked

A_WEEK = dt.timedelta(days=6)


def first_key(viewer: Actor, state: ReadingState) -> int:
    """The key that the page of posts begins after: the one asked for; that of the post asked for;
    or that of the first new post. Raises NotFound for a broken one."""
    after, post_id = key_asked("after"), key_asked("post")
    if after is not None:
        return after
    if post_id is not None:
        return page_holding(viewer, state.thread_id, post_id) or 0
    return state.first_key


def note_read(
    response: Response,
    viewer: Actor,
    thread: OpenThread,
    state: ReadingState,
    posts: Page[PostRow],
) -> None:
    """Save that the viewer has read up to the last of these posts, of a quiet round that is closed
    to them what asks; and, where nothing new is left below, what a facilitator had people told,
    which stands on top of every page."""
    if not posts.rows:
        return
    place, rows = f"thread:{thread.id}", posts.rows
    through = rows[-1].id if thread.shows_all else rows[0].id
    trail(response, viewer.user_id, place, through, (state.through, state.read_at))
    _note_asked_for(response, viewer, rows)
    if state.is_told and (posts.next_key is None or state.first_new is None):
        tellings = sa.select(ThreadTelling.id).where(ThreadTelling.thread_id == thread.id)
        trail_of_notices(response, viewer.user_id, place, tellings)
    if state.new_posts and posts.next_key is None and not is_fetched_ahead():
        after_response.leave(response, catch_up(viewer))


def catch_up(viewer: Actor) -> sa.Executable:
    """A statement that raises the mark up to which everything in all threads of a cohort was read,
    or is older than the viewer's joining: what is looked at for something new begins there.

    It stops below the first thread with an unread post, whether they may see that or not, so
    nothing that is shown again later (a hidden post, a muted thread, a module that opens) can be
    below it; and below posts so new that an older one may still be on its way.
    """
    here = viewer.cohort.id
    place, facts = caught_up_place(here), since_joining(viewer)
    mark = sa.select(ReadThrough.through).where(
        ReadThrough.user_id == viewer.user_id, ReadThrough.place == place
    )
    theirs = sa.and_(ReadThrough.user_id == viewer.user_id, ReadThrough.place == PLACE)
    first_unread = (
        sa.select(Thread.last_post_id - 1)
        .outerjoin(ReadThrough, theirs)
        .where(
            Thread.cohort_id == here,
            Thread.last_post_id > sa.func.coalesce(mark.correlate(None).scalar_subquery(), 0),
            Thread.last_post_id > sa.func.coalesce(ReadThrough.through, 0),
            Thread.last_post_id >= facts["before_joining"],
        )
        .order_by(Thread.last_post_id)
        .limit(1)
        .scalar_subquery()
    )
    settled = ids.first_at(clock.now() - SLOW)
    through = sa.case((first_unread < settled, first_unread), else_=settled)
    now = sa.literal(clock.now(), Thread.last_post_at.type)
    return upsert(
        select=sa.select(sa.literal(viewer.user_id), sa.literal(place), through, now).where(
            sa.true()  # SQLite needs a condition before ON CONFLICT
        )
    )


def _note_asked_for(response: Response, viewer: Actor, rows: Sequence[PostRow]) -> None:
    """Whoever comes to their own post without a name by its address comes from the notice that says
    who asked for the name. To come across the post on its page says nothing of that."""
    asked = key_asked("post")
    if any(row.id == asked and row.is_own and row.is_nameless for row in rows):
        askings = sa.select(Unmasking.id).where(Unmasking.post_id == asked)
        trail_of_notices(response, viewer.user_id, f"post:{asked}", askings)


def since_words(state: ReadingState, zone: str) -> str:
    """'New since Tuesday', or since a day longer ago, as clocks in `zone` show it."""
    if state.read_at is None:
        return "New since you joined"
    day = clock.in_zone(state.read_at, zone)
    today = clock.in_zone(clock.now(), zone)
    if day.date() == today.date():
        return f"New since {clock.say_time(day)}"
    if today - day < A_WEEK:
        return f"New since {day:%A}"
    return f"New since {day.day} {day:%B %Y}"


def mark_threads_read(viewer: Actor) -> int:
    """Mark everything that the viewer may see in the threads of their cohort as read; returns in
    how many there was something newer than they had read."""
    now, user_id, visible = clock.now(), viewer.user_id, visible_threads(viewer)
    theirs = sa.and_(ReadThrough.user_id == user_id, ReadThrough.place == PLACE)
    last: Any = sa.case((SHOWS_ALL_POSTS, Thread.last_post_id), else_=FIRST_POST)
    newer = (
        sa.select(sa.literal(user_id), PLACE, last, sa.literal(now, Thread.last_post_at.type))
        .outerjoin(ReadThrough, theirs)
        .where(Thread.id.in_(visible), last > sa.func.coalesce(ReadThrough.through, 0))
        .params(**reach(viewer))
    )
    count = db.session.scalar(sa.select(sa.func.count()).select_from(newer.subquery())) or 0
    db.session.execute(upsert(select=newer))
    place = sa.select(PLACE).where(Thread.id.in_(visible))
    mine = sa.and_(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.place.in_(place))
    change(sa.update(Notice).where(mine).values(read_at=now))
    return int(count)
