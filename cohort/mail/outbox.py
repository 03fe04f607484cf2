"""Posts mail: renders and stores it in the caller's transaction, to be sent after the commit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from cohort.db import db
from cohort.kernel import ids
from cohort.mail import composing
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.wire import in_a_header

WAKE = "wake_worker_after_commit"
AT_ONCE = 200  # rows


@dataclass(frozen=True)
class Message:
    """A mail ready to post. `kind` is its file under templates/emails/, without `.md`.

    `once_key`: messages with the same key are posted once.
    `secret`: it holds a code or link that lets its reader sign in. Nobody else is shown its
    text, which is wiped once it is sent; and it is sent even to an address that bounced, since
    its owner has just asked for it.
    `useful_until`: it is not sent after this moment.
    `place`: what it is about, the same for all mail that belongs together.
    """

    kind: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    once_key: str | None = None
    user_id: int | None = None
    reply_to: str = ""
    unsubscribe_url: str = ""
    secret: bool = False
    useful_until: dt.datetime | None = None
    place: str = ""


def compose(
    kind: str,
    *,
    to_address: str,
    to_name: str,
    once_key: str | None = None,
    user_id: int | None = None,
    reply_to: str = "",
    unsubscribe_url: str = "",
    secret: bool = False,
    useful_until: dt.datetime | None = None,
    place: str = "",
    **facts: Any,
) -> Message:
    """Write a mail from its file (composing.py). See Message for what the options mean.

    Raises ValueError for an empty subject or text: no empty mail is ever posted.
    """
    written = composing.write(kind, {**facts, "unsubscribe_url": unsubscribe_url})
    return Message(
        kind,
        to_address,
        to_name,
        written.subject,
        written.text,
        written.html,
        once_key=once_key,
        user_id=user_id,
        reply_to=reply_to,
        unsubscribe_url=unsubscribe_url,
        secret=secret,
        useful_until=useful_until,
        place=place,
    )


def post(message: Message) -> OutboxMessage:
    """Put a message in the outbox. It exists only if this transaction commits.

    Returns the earlier message when its `once_key` was posted before.
    """
    there = _posted(message.once_key)
    if there is not None:
        return there
    row = _row(message)
    db.session.add(row)
    db.session.info[WAKE] = True
    return row


def post_all(messages: Sequence[Message]) -> int:
    """Post many messages in few statements; returns how many were not posted before."""
    keys = [message.once_key for message in messages if message.once_key]
    there = set(
        db.session.scalars(
            sa.select(OutboxMessage.once_key).where(OutboxMessage.once_key.in_(keys))
        )
    )
    rows = [_row(message) for message in messages if message.once_key not in there]
    if rows:
        db.session.add_all(rows)
        db.session.info[WAKE] = True
    return len(rows)


def _row(message: Message) -> OutboxMessage:
    new_id = ids.new_id()
    host = current_app.config["MAIL_FROM"].rpartition("@")[2]
    return OutboxMessage(
        id=new_id,
        kind=message.kind,
        user_id=message.user_id,
        to_address=message.to_address,
        to_name=in_a_header(message.to_name)[:200],
        subject=message.subject,
        text=message.text,
        html=message.html,
        reply_to=message.reply_to,
        unsubscribe_url=message.unsubscribe_url,
        place=message.place,
        secret=message.secret,
        useful_until=message.useful_until,
        once_key=message.once_key,
        message_id=f"<{ids.write_id(new_id)}@{host}>",
    )


def cancel(once_key: str) -> bool:
    """Cancel the message with this key; False when it was sent already, or never existed."""
    row = _posted(once_key)
    if row is None or row.state != MailState.WAITING:
        return False
    settle(row, MailState.CANCELLED)
    return True


def cancel_all(reason: str) -> int:
    """Cancel every waiting message, with `reason` where its last error stands. Returns how many."""
    waiting = db.session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.state == MailState.WAITING)
        .execution_options(yield_per=AT_ONCE)
    )
    count = 0
    for row in waiting:
        settle(row, MailState.CANCELLED)
        row.last_error = reason
        count += 1
    return count


def settle(row: OutboxMessage, state: MailState) -> None:
    """Put a message into its final state: end its lease, and wipe it if it is secret."""
    row.state, row.leased_until, row.leased_by = state, None, None
    if row.secret:
        row.text = row.html = ""
        row.subject = re.sub(r"\d", "•", row.subject)  # subjects hold the code for previews


def _posted(once_key: str | None) -> OutboxMessage | None:
    if once_key is None:
        return None
    return db.session.scalar(sa.select(OutboxMessage).where(OutboxMessage.once_key == once_key))


@event.listens_for(Session, "after_commit")
def _wake_worker(session: Session) -> None:
    """Wake the worker. A failure loses nothing: the worker checks every minute anyway."""
    if session.in_nested_transaction():  # a savepoint's end; the commit that counts comes later
        return
    if session.info.pop(WAKE, False) and has_app_context():
        current_app.extensions["wake_worker"]()


@event.listens_for(Session, "after_rollback")
def _nothing_to_send(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(WAKE, None)
