"""Which threads can be merged, and into which one a thread was."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import columns_of, fetch, rows_of
from cohort.discussions.models import Thread, ThreadKind, ThreadMerge
from cohort.discussions.queries.openness import (
    IN_COHORT,
    IS_OPEN_TO_VIEWER,
    reach,
    with_module,
)
from cohort.discussions.queries.rows import OpenThread
from cohort.discussions.queries.threads import Merged, get_thread

MOST_OFFERED = 50
_TALK = (ThreadKind.OPEN, ThreadKind.QUESTION)  # these two go together


@dataclass(frozen=True, slots=True)
class MergeTarget:
    """A thread that another one can be merged into."""

    id: int
    title: str
    posts: int


TARGETS = (
    with_module(
        sa.select(*columns_of(MergeTarget, id=Thread.id, title=Thread.title, posts=Thread.posts))
    )
    .where(
        IN_COHORT,
        IS_OPEN_TO_VIEWER,
        Thread.id != sa.bindparam("thread_id"),
        Thread.kind.in_(sa.bindparam("kinds", expanding=True)),
        ~sa.exists().where(ThreadMerge.thread_id == Thread.id),
        sa.func.lower(Thread.title).like(sa.bindparam("pattern"), escape="\\"),
    )
    .order_by(
        # Threads of the same module are the likeliest.
        sa.case((Thread.module_id == sa.bindparam("module_id"), 0), else_=1),
        Thread.last_post_id.desc(),
    )
    .limit(MOST_OFFERED)
)


def kinds_for(kind: str) -> list[str]:
    """The kinds of thread that one of this kind can be merged into."""
    if kind == ThreadKind.ROUND:
        return []
    return [str(one) for one in _TALK] if kind in _TALK else [kind]


def why_not(old: str, new: str) -> str | None:
    """Why a thread of one kind is not merged into one of another; None when it can be."""
    if new in kinds_for(old):
        return None
    if ThreadKind.ROUND in (old, new):
        return "A quiet round cannot be merged: who sees its posts depends on who wrote there."
    return "The noticeboard and talk cannot be merged: not the same people may write in them."


def merge_targets(viewer: Actor, thread: OpenThread, words: str = "") -> list[MergeTarget]:
    """The threads that this one can be merged into, the likeliest and newest first; those whose
    title has the words."""
    safe = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    kinds = kinds_for(thread.kind)
    if viewer.role is None or not kinds:
        return []
    facts = {"thread_id": thread.id, "module_id": thread.module_id, "kinds": kinds}
    return rows_of(MergeTarget, fetch(TARGETS, **reach(viewer), **facts, pattern=f"%{safe}%"))


def get_thread_now(viewer: Actor, thread_id: int) -> OpenThread:
    """One thread, or that into which it was merged. Raises NotFound."""
    try:
        return get_thread(viewer, thread_id)
    except Merged as merged:
        return get_thread(viewer, merged.thread_id)
