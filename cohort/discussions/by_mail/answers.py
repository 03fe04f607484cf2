"""The mails about a reply by mail: why it was not posted, and what was left out of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app

from cohort.accounts.models import User
from cohort.db import db
from cohort.discussions.models import Thread
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.mail.outbox import Message, compose, post
from cohort.programmes.models import Cohort

MOST_AN_HOUR = 10  # of these mails to one person: a program may be answering them
NOT_POSTED, FILES, OTHER_SENDER = (
    "discussions/reply_not_posted",
    "discussions/reply_without_files",
    "discussions/reply_from_elsewhere",
)


class Reason(StrEnum):
    """Why a reply was not posted."""

    LEFT = "left"
    CLOSED = "closed"
    EXPIRED = "expired"
    EMPTY = "empty"
    LONG = "long"
    BIG = "big"
    MANY = "many"
    SLOW = "slow"

    @property
    def sentence(self) -> str:
        """The reason as the author reads it, with what can be done."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.LEFT: "This thread is not open to you any more.",
    Reason.CLOSED: "You cannot post in this thread: it was closed to new posts meanwhile, or only "
    "facilitators write in it.",
    Reason.EXPIRED: "The mail you answered is too old. Please answer on the page of the thread.",
    Reason.EMPTY: "We found no words of yours in it, only what you were answering. If you wrote "
    "between the lines of our mail, write above it, or answer on the page of the thread.",
    Reason.LONG: "It is longer than a post can be (20,000 characters). Please post it in parts.",
    Reason.BIG: "The mail is larger than 20 MB. Please send the words alone, without the files.",
    Reason.MANY: "That is more mails than we take in an hour. Please post it on the page of the "
    "thread, or send it again later.",
    Reason.SLOW: "This thread goes slowly at present, and you have posted in it a short while ago. "
    "The page of the thread says when you can post again.",
}


def not_posted(user: User, title: str, url: str, reason: Reason, words: str) -> Message:
    """Tell why a reply was not posted, with its words whole."""
    return compose(
        NOT_POSTED,
        to_address=user.email,
        to_name=user.name,
        user_id=user.id,
        name=user.name,
        title=title,
        thread_url=url,
        reason=reason.sentence,
        words=words,
    )


def without_files(user: User, title: str, url: str, files: list[str]) -> Message:
    """Tell that a reply was posted without its files."""
    return compose(
        FILES,
        to_address=user.email,
        to_name=user.name,
        user_id=user.id,
        name=user.name,
        title=title,
        thread_url=url,
        files=files,
    )


def from_elsewhere(user: User) -> Message:
    """Tell that a reply came from an address that is not the account's."""
    return compose(
        OTHER_SENDER,
        to_address=user.email,
        to_name=user.name,
        user_id=user.id,
        once_key=f"reply-from-elsewhere:{user.id}:{clock.now():%Y-%m-%d}",
        name=user.name,
        address=user.email,
    )


def tell_not_posted(user: User, thread: Thread, reason: Reason, words: str, key: str) -> None:
    """Post that mail, once for the mail with this key."""
    _post(user, not_posted(user, thread.title, _url(thread), reason, words), key)


def tell_of_files(user: User, thread: Thread, files: list[str], key: str) -> None:
    """Post that mail, once for the mail with this key."""
    _post(user, without_files(user, thread.title, _url(thread), files[:20]), key)


def tell_of_other_sender(user: User) -> None:
    """Post that mail, once a day."""
    post(from_elsewhere(user))


def _post(user: User, message: Message, key: str) -> None:
    since = clock.now() - dt.timedelta(hours=1)
    lately = sa.and_(
        OutboxMessage.user_id == user.id,
        OutboxMessage.kind.in_((NOT_POSTED, FILES)),
        OutboxMessage.created_at > since,
    )
    count = db.session.scalar(sa.select(sa.func.count()).where(lately)) or 0
    if count < MOST_AN_HOUR:
        post(dataclasses.replace(message, once_key=f"reply:{key}"))


def _url(thread: Thread) -> str:
    slug = db.session.scalars(sa.select(Cohort.slug).where(Cohort.id == thread.cohort_id)).one()
    public = current_app.config["PUBLIC_URL"]
    return f"{public}/cohorts/{slug}/threads/{ids.write_id(thread.id)}"
