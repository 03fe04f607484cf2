"""Giving a thread another title."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change
from cohort.discussions.actions.tending import hold, note
from cohort.discussions.search import index_threads
from cohort.drafts.models import Draft
from cohort.kernel import ids


def rename(actor: Actor, thread_id: int, *, title: str, tell: bool = False) -> bool:
    """Change a thread's title; whether it differs. Only what facilitators do is on record."""
    (thread,) = hold(actor, [thread_id])
    if title == thread.title:
        return False
    thread.title = title
    if actor.is_facilitator:
        note(actor, "thread:rename", thread, tell=tell)
    written = ids.write_id(thread_id)
    drafts = Draft.target.in_([f"thread:{written}", f"summary:{written}"])
    change(sa.update(Draft).where(drafts).values(about=title))
    index_threads([thread_id])
    return True
