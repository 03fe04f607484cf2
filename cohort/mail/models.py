"""Mail waiting to be sent, written in the transaction that caused it; and the worker's pulse."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId
from cohort.kernel import clock


class MailState(StrEnum):
    """Where a message stands. A worker holds a `waiting` one while its lease lasts."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(HasId, Base):
    """One message to one person. Moments are UTC; `attempts` counts tries so far."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.Index("ix_outbox_message_state_due_at", "state", "due_at"),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed')", name="state"),
    )

    kind: Mapped[str] = mapped_column(sa.String(60))
    to_address: Mapped[str] = mapped_column(sa.String(320))
    to_name: Mapped[str] = mapped_column(sa.String(200))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
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


class Heartbeat(Base):
    """When each background process last said that it lives."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    at: Mapped[dt.datetime]
