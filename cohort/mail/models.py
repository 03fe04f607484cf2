"""Mail waiting to be sent, written in the transaction that caused it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class MailState(StrEnum):
    """The state of a message. A worker holds a `waiting` one while its lease lasts."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


class OutboxMessage(HasId, Base):
    """One message to one person. Moments are UTC; `attempts` counts tries so far.

    `secret`: it holds a code or link that lets its reader in, so nobody else is shown its text,
    which is wiped once it is sent. After `useful_until` it is cancelled instead of sent.
    `place`: what it is about ("thread:<id>"), so that mail programs group it with other mail about
    the same, and an answer can be told where it belongs.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index("ix_outbox_message_state_due_at", "state", "due_at"),
        sa.Index("ix_outbox_message_to_address", "to_address"),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'failed', 'bounced', 'cancelled')", name="state"
        ),
    )

    kind: Mapped[str] = mapped_column(sa.String(60))
    user_id: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    to_address: Mapped[str] = mapped_column(sa.String(320))
    to_name: Mapped[str] = mapped_column(sa.String(200))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    reply_to: Mapped[str] = mapped_column(sa.String(320), default="")
    unsubscribe_url: Mapped[str] = mapped_column(sa.String(500), default="")
    place: Mapped[str] = mapped_column(sa.String(40), default="")
    secret: Mapped[bool] = mapped_column(default=False)
    useful_until: Mapped[dt.datetime | None]
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    once_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    due_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(sa.String(10), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None]
    leased_by: Mapped[str | None] = mapped_column(sa.String(100))
    last_error: Mapped[str | None] = mapped_column(sa.Text)
    sent_at: Mapped[dt.datetime | None]


class IncomingMail(HasId, Base):
    """That a mail which came in was handled, and what became of it: it is handled once. `key` is a
    hash (incoming/received.py): neither sender nor words are kept here."""

    __tablename__ = "incoming_mail"
    __table_args__ = (sa.Index("ix_incoming_mail_at", "at"),)

    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    outcome: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Bounce(HasId, Base):
    """A message did not arrive, as the SMTP server's reply or a later report said.
    `cleared_at`: somebody mended the address, so mail goes to it again."""

    __tablename__ = "bounce"
    __table_args__ = (
        sa.Index("ix_bounce_address_at", "address", "at"),
        sa.CheckConstraint("source in ('smtp', 'webhook', 'mailbox')", name="source"),
    )

    address: Mapped[str] = mapped_column(sa.String(320))
    message_id: Mapped[int | None] = points_to("outbox_message.id", ondelete="SET NULL")
    permanent: Mapped[bool]
    said: Mapped[str] = mapped_column(sa.String(1000), default="")
    source: Mapped[str] = mapped_column(sa.String(10))
    report_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    cleared_at: Mapped[dt.datetime | None]
