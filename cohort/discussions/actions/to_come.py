"""Threads that open later: written, changed, opened at their moment or before, or dropped.

Until it opens such a thread has no post and is in no list. Opening it writes the thread and its
first post as if that were sent in this moment, in the transaction that removes the plan: a worker
that is killed leaves the plan to the next one, and it opens once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.access.rules import may
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.db.once import insert_once
from cohort.discussions.actions.posting import Posted, write_post
from cohort.discussions.models import Thread, ThreadKind, ThreadToCome
from cohort.discussions.queries.to_come import due_to_open, to_come_sent_by
from cohort.kernel import clock, ids
from cohort.kernel.errors import Clash, DomainError, NotFound
from cohort.programmes.loader import load_actor
from cohort.programmes.models import Cohort

AT_ONCE = 100  # ids that the job looks up at a time


@dataclass(frozen=True)
class Plan:
    """What the form says of a thread to come; the moment in UTC."""

    title: str
    body: str
    opens_at: dt.datetime
    kind: ThreadKind = ThreadKind.OPEN
    module_id: int | None = None


def plan_thread(actor: Actor, plan: Plan, *, submission_key: str) -> int:
    """Keep a thread that opens later; returns its id. Sent twice, it is kept once. The caller has
    checked that the actor may lead threads, and that the module is open to them."""

    def make(key: str) -> int:
        row = ThreadToCome(
            id=ids.new_id(),
            cohort_id=actor.cohort.id,
            module_id=plan.module_id,
            author_id=actor.user_id,
            kind=plan.kind,
            title=plan.title,
            body=plan.body,
            opens_at=plan.opens_at,
            submission_key=key,
        )
        db.session.add(row)
        db.session.flush()
        _note(actor, "thread:plan", row)
        return row.id

    words = (plan.title, plan.body)
    made = insert_once(submission_key, lambda key: to_come_sent_by(actor, key), words, make)
    return made if isinstance(made, int) else made.id


def change_plan(
    actor: Actor,
    to_come_id: int,
    *,
    version: int,
    opens_at: dt.datetime,
    title: str | None = None,
    body: str | None = None,
) -> None:
    """Change the moment, and the words where they are given. Raises NotFound, and Clash when
    somebody else changed it since the form was opened."""
    row = _hold(actor, to_come_id)
    changed: dict[str, object] = {"opens_at": opens_at}
    changed |= {"title": title} if title is not None else {}
    changed |= {"body": body} if body is not None else {}
    if all(getattr(row, name) == value for name, value in changed.items()):
        return
    if row.version != version:
        raise Clash("Somebody else changed this thread a moment ago.")
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    _note(actor, "thread:replan", row)


def take_over(actor: Actor, to_come_id: int) -> None:
    """Let it open in the actor's name. Raises NotFound."""
    row = _hold(actor, to_come_id)
    if row.author_id == actor.user_id:
        return
    row.author_id, row.version = actor.user_id, row.version + 1
    row.submission_key = ids.write_id(ids.new_id())  # theirs may have been used by the actor
    _note(actor, "thread:take-over", row)


def drop_plan(actor: Actor, to_come_id: int) -> None:
    """Throw it away. Raises NotFound."""
    row = _hold(actor, to_come_id)
    _note(actor, "thread:drop", row)
    db.session.delete(row)
    db.session.flush()


def open_now(actor: Actor, to_come_id: int) -> Posted:
    """Open it before its moment. Raises NotFound, and DomainError when its author is no facilitator
    of the cohort any more."""
    row = _hold(actor, to_come_id)
    author = _author_of(row)
    if author is None:
        raise DomainError("Its author is no longer a facilitator here. Take it over first.")
    return _open(row, author, actor, "thread:open-early")


def open_due() -> str:
    """Open every thread whose moment has come, each in a transaction of its own."""
    count, after, now = 0, 0, clock.now()
    while due := due_to_open(now, after, AT_ONCE):
        for number in due:
            count += _open_when_due(number, now)
            db.session.commit()
        after = due[-1]
    return f"{count} threads opened"


def _open_when_due(to_come_id: int, now: dt.datetime) -> bool:
    """Whether it was opened: not when its moment was changed meanwhile, or another worker has it
    in hand."""
    query = sa.select(ThreadToCome).where(
        ThreadToCome.id == to_come_id, ThreadToCome.opens_at <= now
    )
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    author = _author_of(row) if row is not None else None
    if row is None or author is None:
        return False
    _open(row, author, author, "thread:open-planned")
    return True


def _author_of(row: ThreadToCome) -> Actor | None:
    """Its author as they stand in the cohort now; None when they may lead no threads there."""
    user, cohort = (
        db.session.get_one(User, row.author_id),
        db.session.get_one(Cohort, row.cohort_id),
    )
    author = load_actor(user.id, user.epoch, cohort_slug=cohort.slug, programme_slug=None)
    return author if may(author, Can.LEAD_THREAD) else None


def _open(row: ThreadToCome, author: Actor, actor: Actor, act: str) -> Posted:
    key = ids.write_id(ids.new_id())  # the form's may have been used for a thread as well
    thread = Thread(
        id=ids.new_id(),
        cohort_id=row.cohort_id,
        author_id=author.user_id,
        kind=row.kind,
        module_id=row.module_id,
        title=row.title,
        submission_key=key,
    )
    db.session.add(thread)
    db.session.flush()
    posted = write_post(author, thread.id, row.body, key)
    _note(actor, act, thread)
    db.session.delete(row)
    db.session.flush()
    return posted


def _hold(actor: Actor, to_come_id: int) -> ThreadToCome:
    query = sa.select(ThreadToCome).where(
        ThreadToCome.id == to_come_id, ThreadToCome.cohort_id == actor.cohort.id
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("There is no such thread to come. It may be open already, or was dropped.")
    return row


def _note(actor: Actor, act: str, subject: ThreadToCome | Thread) -> None:
    record(actor, act, subject, cohort_id=actor.cohort.id, programme_id=actor.programme.id)
