"""The addresses that replies go to: one for each person and thread.

`replies+TOKEN@learn.example.org`, or `REPLY_ADDRESS` with `{token}` in it. The token is signed, so
that only mail of ours can have told it to anybody.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from cohort.db import db
from cohort.discussions.models import ReplyAddress
from cohort.discussions.settings import REPLY_ADDRESS_DAYS
from cohort.kernel import clock, link_tokens
from cohort.mail.incoming.received import Received
from cohort.mail.models import OutboxMessage
from cohort.settings.current import current
from config import Config

PURPOSE = "reply-by-mail"
_TOKEN = "[0-9a-z]{39}"  # noqa: S105 - the shape of one


@dataclass(frozen=True)
class Found:
    """The address that a mail answers to. `original`: the text of the mail it answers, if that is
    known and still there; `post_id`: the post that mail was about, if it is our latest of the
    thread."""

    address: ReplyAddress
    is_expired: bool
    original: str = ""
    post_id: int | None = None


def reply_address(user_id: int, thread_id: int, post_id: int) -> str:
    """Where this person's answer to the thread goes, for the Reply-To of a mail about a post in it;
    "" when replies by mail are off. Each mail makes the address good for longer."""
    config: Config = current_app.extensions["config"]
    if not config.reply_address:
        return ""
    row = _row(user_id, thread_id, post_id)
    if _is_expired(row):
        row.generation += 1
    row.post_id, row.mailed_at = post_id, clock.now()
    db.session.flush()
    token = link_tokens.write_token(config.secret_key, PURPOSE, row.id, row.generation)
    if "{token}" in config.reply_address:
        return config.reply_address.replace("{token}", token)
    return config.reply_address.replace("@", f"+{token}@", 1)


def find_address(received: Received) -> Found | None:
    """The address that a mail was sent to, or that the mail it answers carried. None for mail that
    answers nothing of ours."""
    row = _sent_to(received.recipients)
    message = _answered(received.answers)
    if row is None and message is not None:
        row = _sent_to([message.reply_to.lower()])
    if row is None:
        return None
    is_same = message is not None and message.user_id == row.user_id
    if message is None or not is_same:
        return Found(row, _is_expired(row))
    post_id = row.post_id if _is_latest(message) else None
    return Found(row, _is_expired(row), message.text, post_id)


def _is_latest(message: OutboxMessage) -> bool:
    """Whether no later mail to this person was about the same place."""
    same = OutboxMessage.user_id == message.user_id, OutboxMessage.place == message.place
    return db.session.scalar(sa.select(sa.func.max(OutboxMessage.id)).where(*same)) == message.id


def claims_a_token(received: Received) -> bool:
    """Whether the mail was sent to an address for replies, whatever its token is worth."""
    return any(_token_in(address) for address in received.recipients)


def _row(user_id: int, thread_id: int, post_id: int) -> ReplyAddress:
    query = sa.select(ReplyAddress).where(
        ReplyAddress.user_id == user_id, ReplyAddress.thread_id == thread_id
    )
    row = db.session.scalar(query)
    if row is None:
        row = ReplyAddress(user_id=user_id, thread_id=thread_id, post_id=post_id)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # another worker has just made it
            row = db.session.scalars(query).one()
    return row


def _is_expired(row: ReplyAddress) -> bool:
    good_for = dt.timedelta(days=current(REPLY_ADDRESS_DAYS))
    return row.mailed_at < clock.now() - good_for


def _sent_to(addresses: list[str]) -> ReplyAddress | None:
    config: Config = current_app.extensions["config"]
    for token in filter(None, map(_token_in, addresses)):
        try:
            row = db.session.get(ReplyAddress, link_tokens.id_in(token))
        except ValueError:
            continue
        if row is not None and link_tokens.is_genuine(
            token, config.secret_key, PURPOSE, row.id, row.generation
        ):
            return row
    return None


def _token_in(address: str) -> str:
    """The token in an address for replies; servers may write its letters large."""
    pattern = current_app.extensions["config"].reply_address.lower()
    if not pattern:
        return ""
    if "{token}" not in pattern:
        pattern = pattern.replace("@", "+{token}@", 1)
    before, _, after = pattern.partition("{token}")
    found = re.fullmatch(f"{re.escape(before)}({_TOKEN}){re.escape(after)}", address.lower())
    return found[1] if found else ""


def _answered(message_ids: list[str]) -> OutboxMessage | None:
    if not message_ids:
        return None
    rows = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.message_id.in_(message_ids))
    )
    found = {row.message_id: row for row in rows}
    return next((found[one] for one in message_ids if one in found), None)
