"""Pinning threads: they stand above the list, too."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.discussions.actions.tending import hold, note
from cohort.discussions.models import Thread, ThreadMerge, ThreadPin
from cohort.discussions.queries.threads import MOST_PINNED
from cohort.kernel.errors import DomainError


def pin(actor: Actor, thread_id: int, *, tell: bool = False) -> bool:
    """Pin a thread; whether it was not pinned yet. Raises DomainError when enough are."""
    (thread,) = hold(actor, [thread_id])
    if db.session.get(ThreadPin, thread_id) is not None:
        return False
    others = (
        sa.select(sa.func.count())
        .select_from(ThreadPin)
        .join(Thread, Thread.id == ThreadPin.thread_id)
        .where(Thread.cohort_id == actor.cohort.id)
        .where(~sa.exists().where(ThreadMerge.thread_id == Thread.id))
    )
    if (db.session.scalar(others) or 0) >= MOST_PINNED:
        raise DomainError(f"{MOST_PINNED} threads are pinned already. Unpin one of them first.")
    db.session.add(ThreadPin(thread_id=thread_id, pinned_by=actor.user_id))
    note(actor, "thread:pin", thread, tell=tell)
    return True


def unpin(actor: Actor, thread_id: int) -> bool:
    """Take it down again; whether it was pinned."""
    (thread,) = hold(actor, [thread_id])
    gone = change(sa.delete(ThreadPin).where(ThreadPin.thread_id == thread_id))
    if gone:
        note(actor, "thread:unpin", thread)
    return bool(gone)
