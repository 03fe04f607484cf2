"""Marking what helped, in a thread that asks a question."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.db import change, db
from cohort.discussions.models import Helped, Thread
from cohort.discussions.queries import OnePost, OpenThread


def mark_helped(actor: Actor, thread: OpenThread, post: OnePost) -> None:
    """Mark a post of this thread as what helped. Pressed twice, it is marked once."""
    mark = Helped(post_id=post.id, thread_id=thread.id, marked_by=actor.user_id)
    try:
        with db.session.begin_nested():
            db.session.add(mark)
    except IntegrityError:
        return
    _record(actor, "thread:mark-helped", thread)


def take_helped_back(actor: Actor, thread: OpenThread, post: OnePost) -> None:
    """Take the mark away again; nothing happens where there is none."""
    if change(sa.delete(Helped).where(Helped.post_id == post.id)):
        _record(actor, "thread:unmark-helped", thread)


def _record(actor: Actor, act: str, thread: OpenThread) -> None:
    """What a facilitator does in somebody else's thread is on record; what its author does is
    theirs."""
    if thread.author_id != actor.user_id:
        row = db.session.get_one(Thread, thread.id)
        record(actor, act, row, programme_id=actor.programme.id, cohort_id=actor.cohort.id)
