"""What all that facilitators do to a thread has in common: the lock, the record and the telling.

None of it changes when a thread was last posted in, so it keeps its place in the list, and what
each person follows, muted and read stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.discussions.models import Thread, ThreadMerge, ThreadTelling
from cohort.kernel.errors import Clash, NotFound


def hold(actor: Actor, thread_ids: Sequence[int]) -> list[Thread]:
    """Threads of the actor's cohort, in this order, locked until the commit: of two facilitators
    the second one sees what the first one did. Rows that only point to them can still come: the job
    that tells of posts holds posts and adds who follows. Raises NotFound; Clash for one that was
    merged."""
    numbers = sorted(set(thread_ids))
    query = (
        sa.select(Thread)
        .where(Thread.id.in_(numbers), Thread.cohort_id == actor.cohort.id)
        .order_by(Thread.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = {thread.id: thread for thread in db.session.scalars(query)}
    if len(found) < len(numbers):
        raise NotFound("No such thread.")
    merged = sa.select(ThreadMerge.thread_id).where(ThreadMerge.thread_id.in_(numbers))
    if db.session.scalars(merged).first() is not None:
        raise Clash("This thread was merged into another one a moment ago.")
    return [found[number] for number in thread_ids]


def note(actor: Actor, act: str, thread: Thread, *, tell: bool = False) -> None:
    """Write the act into the record, and with `tell` have the thread's followers told of it."""
    record(
        actor, act, thread, cohort_id=actor.cohort.id, programme_id=actor.programme.id, told=tell
    )
    if tell:
        db.session.add(ThreadTelling(thread_id=thread.id, act=act, asked_by=actor.user_id))
    db.session.flush()
