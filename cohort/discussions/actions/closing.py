"""Closing threads to new posts, with a reason, and opening them again."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.discussions.actions.tending import hold, note
from cohort.discussions.models import ThreadLock


def close(actor: Actor, thread_id: int, *, reason: str, tell: bool = False) -> bool:
    """Close a thread; whether it was open. Of two reasons the first one stands."""
    (thread,) = hold(actor, [thread_id])
    if db.session.get(ThreadLock, thread_id) is not None:
        return False
    db.session.add(ThreadLock(thread_id=thread_id, locked_by=actor.user_id, reason=reason))
    note(actor, "thread:close", thread, tell=tell)
    return True


def open_again(actor: Actor, thread_id: int, *, tell: bool = False) -> bool:
    """Let people post in it again; whether it was closed."""
    (thread,) = hold(actor, [thread_id])
    gone = change(sa.delete(ThreadLock).where(ThreadLock.thread_id == thread_id))
    if gone:
        note(actor, "thread:open-again", thread, tell=tell)
    return bool(gone)
