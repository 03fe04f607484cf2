"""Ending the choice to post without a name, and asking who wrote such a post."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.db import change, db
from cohort.discussions import emails
from cohort.discussions.models import NamelessEnding, Post, Unmasking
from cohort.discussions.notices import UNMASKED, place_of_post
from cohort.discussions.queries import OnePost
from cohort.mail import outbox
from cohort.notices.actions import Told, tell
from cohort.programmes.models import Cohort


def allow_nameless(actor: Actor, *, allowed: bool) -> bool:
    """Let participants of the cohort post without their name, or no more: what they posted so
    stays so. Recorded; returns False where it was as wished already."""
    cohort = db.session.get_one(Cohort, actor.cohort.id, with_for_update=True)
    ending = db.session.get(NamelessEnding, cohort.id)
    if (ending is None) is allowed:
        return False
    if allowed:
        change(sa.delete(NamelessEnding).where(NamelessEnding.cohort_id == cohort.id))
    else:
        db.session.add(NamelessEnding(cohort_id=cohort.id, ended_by=actor.user_id or None))
    act = "cohort:allow-nameless" if allowed else "cohort:end-nameless"
    record(actor, act, cohort, programme_id=cohort.programme_id, cohort_id=cohort.id)
    db.session.flush()
    return True


def unmask(actor: Actor, post: OnePost, *, reason: str) -> bool:
    """Let this facilitator know who wrote a post without a name. It is recorded, without the name,
    and the author is told at once. Returns False when they asked before: nothing is added."""
    asking = Unmasking(post_id=post.id, unmasked_by=actor.user_id, reason=reason)
    try:
        with db.session.begin_nested():
            db.session.add(asking)
    except IntegrityError:
        return False
    found = db.session.get_one(Post, post.id)
    programme = db.session.get_one(Cohort, post.cohort_id).programme_id
    record(
        actor,
        "post:unmask",
        found,
        programme_id=programme,
        cohort_id=post.cohort_id,
        reason=reason,
    )
    author = db.session.get_one(User, found.author_id)
    place = place_of_post(post.id)
    tell([Told(author.id, post.cohort_id, UNMASKED, place, asking.id, asking.unmasked_at)])
    if author.deactivated_at is None:
        thread = post.thread_id, post.thread_title
        mail = emails.unmasked(author, asking, thread=thread, by=actor.name, cohort=actor.cohort)
        outbox.post(mail)
    return True
