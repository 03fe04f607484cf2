"""Threads with something new to a person, over all their cohorts: never stored a second time."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa

from cohort.db import fetch
from cohort.discussions.models import Thread, ThreadFollowing
from cohort.discussions.queries.told import OPENNESS, is_open_to, with_openness
from cohort.discussions.queries.unread import (
    MY_FOLLOWING,
    MY_PLACE,
    has_new,
    new_posts,
    since_joining,
)
from cohort.notices.kinds import Reader, Unseen, path_to
from cohort.notices.models import ReadThrough
from cohort.programmes.models import Membership

MOST_THREADS = 10  # of a cohort, on the page of notices and in mail; its list of threads has all


@functools.cache
def _statement(cohorts: int) -> Any:
    """One query for this many cohorts: each has its own day of joining, and its own newest."""
    parts = []
    for number in range(cohorts):
        suffix = f"_{number}"
        query = with_openness(
            sa.select(
                Thread.id,
                Thread.cohort_id,
                Thread.title,
                Thread.last_post_at,
                Thread.last_post_id,
                new_posts(suffix).label("new_posts"),
                sa.func.coalesce(ThreadFollowing.state, "").label("state"),
                *OPENNESS,
            )
            .select_from(Thread)
            .join(
                Membership,
                sa.and_(
                    Membership.cohort_id == Thread.cohort_id,
                    Membership.user_id == sa.bindparam("user_id"),
                    Membership.left_at.is_(None),
                ),
            )
            .outerjoin(ReadThrough, MY_PLACE)
            .outerjoin(ThreadFollowing, MY_FOLLOWING)
        )
        newest = (
            query.where(Thread.cohort_id == sa.bindparam(f"cohort_{number}"), has_new(suffix))
            .order_by(Thread.last_post_id.desc())
            .limit(MOST_THREADS)
        )
        parts.append(sa.select(newest.subquery()))
    return sa.union_all(*parts)


def unseen_threads(reader: Reader) -> list[Unseen]:
    """The newest threads of each of the reader's cohorts in which something is new to them."""
    if not reader.standings:
        return []
    facts: dict[str, Any] = {"user_id": reader.user_id, "viewer_id": reader.user_id}
    for number, (cohort_id, actor) in enumerate(reader.standings.items()):
        facts |= {f"cohort_{number}": cohort_id} | since_joining(actor, f"_{number}")
    rows = fetch(_statement(len(reader.standings)), **facts)
    return [
        Unseen(
            cohort_id=row.cohort_id,
            place=f"thread:{row.id}",
            about=row.title,
            url=path_to(
                "discussions.read_thread",
                anchor="new",
                cohort_slug=reader.standings[row.cohort_id].cohort.slug,
                thread_id=row.id,
            ),
            count=row.new_posts,
            at=row.last_post_at,
            is_followed=row.state == "following",
        )
        for row in rows
        if is_open_to(reader, row.cohort_id, row)
    ]
