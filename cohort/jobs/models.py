"""Scheduled jobs: when each is due next, and how it went last time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base


class ScheduledJob(Base):
    """One job by name. Its row is locked while it runs, in the transaction that does its work:
    so it runs once whatever the number of workers, and a killed worker's run never happened."""

    __tablename__ = "scheduled_job"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    due_at: Mapped[dt.datetime]
    ran_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.Text)
    last_result: Mapped[str] = mapped_column(sa.String(500), default="")
