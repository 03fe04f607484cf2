"""What the outbox holds about a person: the mail that was sent to them."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, in_batches
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.mail.models import Bounce, OutboxMessage

HELD = (
    StoredData(
        "Mail to a person: address, name, subject, text, and whether it was sent",
        ("outbox_message.user_id", "outbox_message.to_address", "outbox_message.to_name"),
        download="yes",
        deletion="removed, and what waits is not sent",
        until="the text some weeks after sending, the rest some months after (settings)",
    ),
    StoredData(
        "Mail that did not arrive: address and what the other server said",
        ("bounce.address",),
        download="yes",
        deletion="removed",
        until="some months after (settings)",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """What was sent to this person, and what did not arrive."""
    return [
        ExportSection(
            "mail",
            "Mail we sent you",
            "Subject, text and state of each message. Old texts are removed by themselves.",
            lambda: _messages(whose),
        ),
        ExportSection(
            "bounces",
            "Mail that did not arrive",
            "What the server of your address said when it refused a message.",
            lambda: _bounces(whose.email),
        ),
    ]


def _messages(whose: DataSubject) -> Iterator[ExportItem]:
    query = sa.select(
        OutboxMessage.id,
        OutboxMessage.to_address,
        OutboxMessage.subject,
        OutboxMessage.text,
        OutboxMessage.state,
        OutboxMessage.created_at,
        OutboxMessage.sent_at,
    ).where(_to(whose))
    for row in in_batches(query, OutboxMessage.id):
        yield ExportItem(
            {
                "to": row.to_address,
                "subject": row.subject,
                "state": row.state,
                "written_at": row.created_at,
                "sent_at": row.sent_at,
                "text": row.text,
            }
        )


def _to(whose: DataSubject) -> sa.ColumnElement[bool]:
    by_address = sa.func.lower(OutboxMessage.to_address) == whose.email.lower()
    return sa.or_(OutboxMessage.user_id == whose.user_id, by_address)


def _bounces(email: str) -> Iterator[ExportItem]:
    query = sa.select(Bounce.id, Bounce.address, Bounce.permanent, Bounce.said, Bounce.at)
    for row in in_batches(query.where(_bounced(email)), Bounce.id):
        yield ExportItem(
            {"address": row.address, "permanent": row.permanent, "said": row.said, "at": row.at}
        )


def _bounced(email: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(Bounce.address) == email.lower()


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete all mail to the person, sent or not, and its bounces."""
    change(sa.delete(Bounce).where(_bounced(whose.email)))
    gone = change(sa.delete(OutboxMessage).where(_to(whose)))
    return Erased({"messages we mailed": gone})
