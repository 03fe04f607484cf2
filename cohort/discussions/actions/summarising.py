"""The summary on top of a thread, which its facilitators keep up to date."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.db import db
from cohort.discussions.actions.tending import hold, note
from cohort.discussions.models import ThreadSummary
from cohort.kernel import clock
from cohort.kernel.errors import Clash
from cohort.markdown import member_html


def summarise(actor: Actor, thread_id: int, *, body: str, version: int, tell: bool = False) -> bool:
    """Write the summary, or change that of this `version`, 0 for none; whether its words differ.
    Raises Clash when somebody else wrote it meanwhile."""
    (thread,) = hold(actor, [thread_id])
    summary = db.session.get(ThreadSummary, thread_id, populate_existing=True)
    if summary is not None and summary.body == body:
        return False
    if (summary.version if summary else 0) != version:
        raise Clash("Somebody else changed this summary a moment ago.")
    if summary is None:
        summary = ThreadSummary(thread_id=thread_id)
        db.session.add(summary)
    summary.body, summary.body_html = body, member_html(body)
    summary.written_by, summary.written_at = actor.user_id, clock.now()
    note(actor, "thread:summarise", thread, tell=tell)
    return True


def take_off(actor: Actor, thread_id: int, *, version: int) -> bool:
    """Take the summary of this version off the thread; whether there was one. Raises Clash when
    somebody else changed it meanwhile."""
    (thread,) = hold(actor, [thread_id])
    summary = db.session.get(ThreadSummary, thread_id, populate_existing=True)
    if summary is None:
        return False
    if summary.version != version:
        raise Clash("Somebody else changed this summary a moment ago.")
    db.session.delete(summary)
    note(actor, "thread:unsummarise", thread)
    return True
