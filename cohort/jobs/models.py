"""Scheduled jobs: when each is due next, and how it went last time; and the worker's pulse."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base


class ScheduledJob(Base):
    """One job by name. Its row is locked while it runs, in the transaction that does its work:
    so it runs once whatever the number of workers, and a killed worker's run never happened.

    `leased_until` is for a job of many commits: it is held while the lease lasts. `failures`
    counts those since the last success; `failed_at` and `last_error` tell of the latest one.
    """

    __tablename__ = "scheduled_job"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    due_at: Mapped[dt.datetime]
    leased_until: Mapped[dt.datetime | None]
    ran_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.Text)
    last_result: Mapped[str] = mapped_column(sa.String(500), default="")


class Heartbeat(Base):
    """When each background process last said that it lives."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    at: Mapped[dt.datetime]
