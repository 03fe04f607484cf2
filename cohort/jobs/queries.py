"""The scheduled jobs and the worker, for administrators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import db
from cohort.jobs.alerts import WOKEN
from cohort.jobs.models import Heartbeat, ScheduledJob
from cohort.jobs.schedule import Daily, Job
from cohort.jobs.waking import WORKER
from cohort.kernel import clock

SILENT_FOR = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class JobRow:
    """A job in the code, with its row once a worker has seen it."""

    job: Job
    row: ScheduledJob | None

    @property
    def rhythm(self) -> str:
        """'daily at 7am', 'every 15 minutes'."""
        every = self.job.every
        if isinstance(every, Daily):
            return f"daily at {clock.say_time(every.time)} ({every.zone})"
        minutes = every // dt.timedelta(minutes=1)
        for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
            if minutes % size == 0:
                count = minutes // size
                return f"every {unit}" if count == 1 else f"every {count} {unit}s"
        return f"every {every}"

    @property
    def is_in_trouble(self) -> bool:
        return self.row is not None and self.row.failures > 0


def jobs_visible_to(viewer: Actor, jobs: Sequence[Job]) -> list[JobRow]:
    """Every job, by name."""
    allowed = sa.literal(viewer.is_administrator)
    rows = {row.name: row for row in db.session.scalars(sa.select(ScheduledJob).where(allowed))}
    return [JobRow(job, rows.get(job.name)) for job in sorted(jobs, key=lambda job: job.name)]


def troubles_visible_to(viewer: Actor) -> Sequence[ScheduledJob]:
    """Woken work whose last run failed, by name."""
    return db.session.scalars(
        sa.select(ScheduledJob)
        .where(
            ScheduledJob.name.startswith(WOKEN),
            ScheduledJob.failures > 0,
            sa.literal(viewer.is_administrator),
        )
        .order_by(ScheduledJob.name)
    ).all()


def last_pulse(viewer: Actor) -> dt.datetime | None:
    """When the worker last reported that it is alive."""
    query = sa.select(Heartbeat.at).where(
        Heartbeat.name == WORKER, sa.literal(viewer.is_administrator)
    )
    return db.session.scalar(query)


def is_silent(pulse: dt.datetime | None) -> bool:
    """Whether the worker has been silent for too long."""
    return pulse is None or clock.now() - pulse > SILENT_FOR
