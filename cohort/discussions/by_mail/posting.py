"""Posts what somebody answered by mail, as if they had posted it themselves.

Nobody but the owner of the account hears of what becomes of a mail, and only at the account's
address: whoever forged a sender learns nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.access.rules import may
from cohort.accounts.models import User
from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.discussions import actions, queries
from cohort.discussions.by_mail import answers
from cohort.discussions.by_mail.addresses import Found, claims_a_token, find_address
from cohort.discussions.models import MailedPost, Thread
from cohort.kernel import clock, ids
from cohort.kernel.errors import NotFound
from cohort.kernel.safety_log import event
from cohort.mail.cutting import Cut, cut
from cohort.mail.incoming.automatic import is_automatic
from cohort.mail.incoming.bodies import Body, body_of
from cohort.mail.incoming.received import Received
from cohort.markdown import LONGEST
from cohort.programmes.loader import load_actor
from cohort.programmes.models import Cohort
from config import Config

MOST_AN_HOUR = 20  # posts of one person


class _Why(StrEnum):
    SENDER = "sender"
    TOKEN = "token"  # noqa: S105 - a word
    CHECKS = "checks"


IGNORED = event(
    "reply_by_mail.ignored",
    "A reply by mail came from an address that is not the account's, with a token that is not "
    "ours, or from a sender that our mail server did not believe",
    "why",
    level="warning",
)


@dataclass(frozen=True)
class _Reply:
    """A reply whose sender is known. The thread's cohort may have closed to them meanwhile."""

    received: Received
    user: User
    thread: Thread
    cohort_slug: str
    found: Found


def take_reply(received: Received) -> str | None:
    """Post a reply, or tell its author why not; None for a mail that is none."""
    config: Config = current_app.extensions["config"]
    if not config.reply_address:
        return None
    found = find_address(received)
    if found is None:
        if claims_a_token(received):
            IGNORED.note(why=_Why.TOKEN)
            return "unknown token"
        return None
    if is_automatic(received):
        return "automatic"
    user = db.session.get_one(User, found.address.user_id)
    if _is_disbelieved(received):
        IGNORED.note(user.id, why=_Why.CHECKS)
        return "not believed"
    if not _is_from(received.sender[1], user.email):
        IGNORED.note(user.id, why=_Why.SENDER)
        answers.tell_of_other_sender(user)
        return "another sender"
    thread = db.session.get_one(Thread, found.address.thread_id)
    slug = db.session.scalars(sa.select(Cohort.slug).where(Cohort.id == thread.cohort_id)).one()
    reply = _Reply(received, user, thread, slug, found)
    return _too_big(reply) if received.is_too_big else _take(reply)


def _take(reply: _Reply) -> str:
    release_write_lock()  # a long mail takes a moment to read
    body = body_of(reply.received.mail)
    name = f"{reply.received.sender[0]} {reply.user.name}"
    made = cut(body.text, reply.found.original, name)
    actor = load_actor(
        reply.user.id, reply.user.epoch, cohort_slug=reply.cohort_slug, programme_slug=None
    )
    reason = _why_not(reply, actor, made)
    if reason:
        return _refuse(reply, reason, made.text or made.whole)
    return _post(reply, actor, made, body)


def _why_not(reply: _Reply, actor: Actor, made: Cut) -> answers.Reason | None:
    """Why a reply cannot be posted; None when it can be."""
    try:
        thread = queries.get_thread_now(actor, reply.thread.id)
    except NotFound:
        return answers.Reason.LEFT
    if not may(actor, Can.READ_THREADS):
        return answers.Reason.LEFT
    if not may(actor, Can.REPLY, thread):
        return answers.Reason.CLOSED
    if reply.found.is_expired:
        return answers.Reason.EXPIRED
    if not made.text.strip():
        return answers.Reason.EMPTY
    if len(made.text) > LONGEST:
        return answers.Reason.LONG
    return answers.Reason.MANY if _posted_lately(reply.user) >= MOST_AN_HOUR else None


def _post(reply: _Reply, actor: Actor, made: Cut, body: Body) -> str:
    key = _submission_key(reply.received)
    thread = queries.get_thread_now(actor, reply.thread.id)
    answered = queries.find_answered(actor, thread, reply.found.post_id)
    try:
        posted = actions.reply(
            actor,
            thread.id,
            body=made.text,
            submission_key=key,
            reply_to_id=answered.id if answered else None,
        )
    except actions.TooSoon:
        return _refuse(reply, answers.Reason.SLOW, made.text)
    except actions.ClosedMeanwhile:
        return _refuse(reply, answers.Reason.CLOSED, made.text)
    if posted.again:
        return "posted before"
    cuts = {"whole": made.whole, "left_out": made.left_out, "lines": made.lines_left_out}
    kept = cuts if made.lines_left_out else {}
    db.session.add(MailedPost(post_id=posted.post_id, user_id=reply.user.id, **kept))
    files = body.attached(made.pictures)
    if files:
        names = [file.name or "a file without a name" for file in files]
        answers.tell_of_files(reply.user, reply.thread, names, reply.received.key)
    return "posted"


def _too_big(reply: _Reply) -> str:
    return _refuse(reply, answers.Reason.BIG, "")


def _refuse(reply: _Reply, reason: answers.Reason, words: str) -> str:
    answers.tell_not_posted(reply.user, reply.thread, reason, words, reply.received.key)
    return f"not posted: {reason}"


def _posted_lately(user: User) -> int:
    since = clock.now() - dt.timedelta(hours=1)
    lately = sa.and_(MailedPost.user_id == user.id, MailedPost.at > since)
    return db.session.scalar(sa.select(sa.func.count()).where(lately)) or 0


def _submission_key(received: Received) -> str:
    """The same for the same mail, so that it is one post even if its record is lost."""
    number = int.from_bytes(hashlib.sha256(received.key.encode()).digest()[:7])
    return ids.write_id(number)


def _is_from(sender: str, email: str) -> bool:
    """Whether a mail is from the account's address. What stands behind a plus before the @ counts
    for nothing, on either side: people sort their mail by it."""
    return bool(sender) and _plain(sender) == _plain(email)


def _plain(address: str) -> str:
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _is_disbelieved(received: Received) -> bool:
    """Whether our own mail server found that the sender's domain does not vouch for it (DMARC).
    Only the first such header is the server's: those below it could be anybody's."""
    return "dmarc=fail" in received.header("Authentication-Results").lower()
