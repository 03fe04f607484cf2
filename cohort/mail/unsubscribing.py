"""Unsubscribing from the mail itself, without signing in (RFC 8058, one-click unsubscribe).

The link carries a signed token of what the mail was about: a kind of subject ("user",
"invitation"), its id, and a category of mail. A module of each kind's feature, named in app.py,
looks after it; the pages are in accounts/views/unsubscribe.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from cohort.kernel import ids
from cohort.kernel.errors import NotFound

_SALT = "unsubscribe"


@dataclass(frozen=True)
class Subscription:
    """Mail that can be declined. `words` complete “mail about …”; `on`: it is sent at present."""

    words: str
    on: bool


class Subject(Protocol):
    """What a feature provides for its kind of subject. A module can be one."""

    def find_subscription(self, subject_id: int, category: str) -> Subscription | None:
        """What the token is about; None when that no longer exists."""

    def stop(self, subject_id: int, category: str) -> None:
        """Stop sending it. Doing so twice has no further effect."""

    def resume(self, subject_id: int, category: str) -> None:
        """Send it again, as usual."""


@dataclass(frozen=True)
class Wanted:
    """What a token names, and the module that looks after it."""

    subject: Subject
    subject_id: int
    category: str

    def subscription(self) -> Subscription:
        """The mail it is about. Raises NotFound when the account or invitation is gone."""
        found = self.subject.find_subscription(self.subject_id, self.category)
        if found is None:
            raise NotFound("This mail is not sent any more.")
        return found

    def stop(self) -> None:
        """Unsubscribe."""
        self.subject.stop(self.subject_id, self.category)

    def resume(self) -> None:
        """Subscribe again."""
        self.subject.resume(self.subject_id, self.category)


def install(app: Flask, **subjects: Subject) -> None:
    """Register the module that looks after each kind of subject."""
    app.extensions["unsubscribing"] = subjects


def unsubscribe_url(kind: str, subject_id: int, category: str) -> str:
    """The whole address for `OutboxMessage.unsubscribe_url`, good for as long as the site is."""
    token = _serializer().dumps([kind, ids.write_id(subject_id), category])
    return f"{current_app.config['PUBLIC_URL']}/unsubscribe/{token}"


def read_token(token: str) -> Wanted:
    """What a token stands for. Raises NotFound for one that is cut short, or not ours."""
    subjects = cast(dict[str, Subject], current_app.extensions["unsubscribing"])
    try:
        kind, written_id, category = _serializer().loads(token)
        return Wanted(subjects[kind], ids.read_id(written_id), category)
    except (BadSignature, KeyError, TypeError, ValueError):
        raise NotFound("This link is incomplete. Copy all of it from the mail.") from None


def is_wanted(url: str) -> bool:
    """Whether mail with this unsubscribe address may still be sent."""
    try:
        wanted = read_token(url.rpartition("/")[2])
    except NotFound:  # SECRET_KEY has changed since: the link is lost, the mail is not
        return True
    found = wanted.subject.find_subscription(wanted.subject_id, wanted.category)
    return found is not None and found.on


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=_SALT)
