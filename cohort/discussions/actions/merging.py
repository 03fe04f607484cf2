"""Merging a thread into another one. Its posts stand among the other's, in the order of their ids,
and its addresses, mails and drafts lead there."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.discussions.actions.following import threads_merged
from cohort.discussions.actions.tending import hold, note
from cohort.discussions.models import (
    Helped,
    Post,
    Thread,
    ThreadLock,
    ThreadMerge,
    ThreadPin,
    ThreadSummary,
    ThreadTelling,
)
from cohort.discussions.notices import place_of
from cohort.discussions.queries.merging import why_not
from cohort.discussions.search import forget_threads, index_threads
from cohort.drafts.models import Draft
from cohort.kernel import ids
from cohort.kernel.errors import DomainError
from cohort.markdown import member_html
from cohort.notices.models import Mailed


def merge(actor: Actor, old_id: int, new_id: int, *, tell: bool = False) -> None:
    """Merge `old_id` into `new_id`. Raises DomainError, which says why, where they do not go
    together, NotFound, and Clash when either was merged meanwhile."""
    if old_id == new_id:
        raise DomainError("A thread cannot be merged into itself.")
    old, new = hold(actor, [old_id, new_id])
    if refusal := why_not(old.kind, new.kind):
        raise DomainError(refusal)
    change(sa.update(Post).where(Post.thread_id == old.id).values(thread_id=new.id))
    _count(old, new)
    _lead(actor, old.id, new.id)
    threads_merged(old.id, new.id)
    _unite_summaries(old.id, new.id)
    for table in (ThreadPin, ThreadLock):
        change(sa.delete(table).where(table.thread_id == old.id))
    note(actor, "thread:merge", new, tell=tell)
    forget_threads([old.id])
    index_threads([new.id])


def _count(old: Thread, new: Thread) -> None:
    of_new = sa.select(sa.func.count()).where(Post.thread_id == new.id)
    new.posts, old.posts = db.session.scalar(of_new) or 0, 0
    if old.last_post_id > new.last_post_id:
        new.last_post_id, new.last_post_at = old.last_post_id, old.last_post_at
    db.session.flush()


def _lead(actor: Actor, old_id: int, new_id: int) -> None:
    """Let whatever led to the old thread lead to the new one."""
    moved = ThreadMerge.into_id == old_id
    change(sa.update(ThreadMerge).where(moved).values(into_id=new_id))
    db.session.add(ThreadMerge(thread_id=old_id, into_id=new_id, merged_by=actor.user_id))
    for table in (Helped, ThreadTelling):
        change(sa.update(table).where(table.thread_id == old_id).values(thread_id=new_id))
    before, now = place_of(old_id), place_of(new_id)
    change(sa.update(Mailed).where(Mailed.place == before).values(place=now))
    before, now = (f"thread:{ids.write_id(number)}" for number in (old_id, new_id))
    title = sa.select(Thread.title).where(Thread.id == new_id).scalar_subquery()
    change(sa.update(Draft).where(Draft.target == before).values(target=now, about=title))
    before, now = (f"summary:{ids.write_id(number)}" for number in (old_id, new_id))
    # Based on no version of this one: what is saved here stands beside it.
    there = {"target": now, "about": title, "based_on": 0}
    change(sa.update(Draft).where(Draft.target == before).values(there))


def _unite_summaries(old_id: int, new_id: int) -> None:
    """The old thread's summary goes along, below the new one's where there are two."""
    old, new = db.session.get(ThreadSummary, old_id), db.session.get(ThreadSummary, new_id)
    if old is None:
        return
    if new is None:
        change(
            sa.update(ThreadSummary)
            .where(ThreadSummary.thread_id == old_id)
            .values(thread_id=new_id)
        )
        db.session.expire_all()
        return
    new.body = f"{new.body}\n\n{old.body}"
    new.body_html = member_html(new.body)
    db.session.delete(old)
    db.session.flush()
