"""Scheduled jobs: when each is due next, how its last run went; and the worker's heartbeat."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base


class ScheduledJob(Base):
    """One job by name. Its row is locked while it runs, in the transaction that does its work:
    so it runs once, however many workers there are, and a killed worker's run is rolled back.

    `leased_until` is for a job of many commits: one worker holds it while the lease lasts.
    `failures` counts since the last success; `failed_at` and `last_error` are of the latest one.
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
    """When each background process last reported that it is alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    at: Mapped[dt.datetime]
