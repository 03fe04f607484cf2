"""Posting mail: rendered and stored now, in the caller's transaction; sent after its commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, has_app_context, render_template
from sqlalchemy import event
from sqlalchemy.orm import Session

from cohort.db import db
from cohort.kernel import ids
from cohort.mail.models import OutboxMessage

WAKE = "wake_worker_after_commit"


@dataclass(frozen=True)
class Message:
    """A mail ready to post. `kind` is its folder under templates/emails/."""

    kind: str
    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    once_key: str | None = None


def compose(
    kind: str, *, to_address: str, to_name: str, once_key: str | None = None, **facts: Any
) -> Message:
    """Render the three files of a mail's folder.

    Raises ValueError for an empty subject or text: no empty mail is ever posted.
    """
    folder = f"emails/{kind}"
    subject = " ".join(render_template(f"{folder}/subject.txt", **facts).split())
    text = render_template(f"{folder}/body.txt", **facts).strip() + "\n"
    html = render_template(f"{folder}/body.html", subject=subject, **facts)
    if not subject or not text.strip():
        raise ValueError(f"the mail {kind} came out empty")
    return Message(kind, to_address, to_name, subject[:200], text, html, once_key)


def post(message: Message) -> OutboxMessage:
    """Put a message in the outbox. It exists only if this transaction commits."""
    new_id = ids.new_id()
    host = current_app.config["MAIL_FROM"].rpartition("@")[2]
    row = OutboxMessage(
        id=new_id,
        kind=message.kind,
        to_address=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        text=message.text,
        html=message.html,
        once_key=message.once_key,
        message_id=f"<{ids.write_id(new_id)}@{host}>",
    )
    db.session.add(row)
    db.session.info[WAKE] = True
    return row


@event.listens_for(Session, "after_commit")
def _wake_worker(session: Session) -> None:
    """Failing to wake loses nothing: the worker looks by itself every minute."""
    if session.in_nested_transaction():  # a savepoint's end; the commit that counts comes later
        return
    if session.info.pop(WAKE, False) and has_app_context():
        current_app.extensions["wake_worker"]()


@event.listens_for(Session, "after_rollback")
def _nothing_to_send(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(WAKE, None)
