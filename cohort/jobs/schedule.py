"""Jobs by the clock: each runs once whatever the number of workers, and a missed one runs late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from cohort.db import db
from cohort.jobs.models import ScheduledJob
from cohort.kernel import clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """Work to do every so often. `run` does it in one transaction, which the scheduler commits;
    what it returns is kept as a word for administrators."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]


def run_due(jobs: Sequence[Job]) -> int:
    """Run each job that is due; returns how many ran."""
    return sum(_run_if_due(job) for job in jobs)


def _run_if_due(job: Job) -> bool:
    row = db.session.scalar(
        sa.select(ScheduledJob)
        .where(ScheduledJob.name == job.name)
        .with_for_update(skip_locked=True)
    )
    now = clock.now()
    if row is None:
        db.session.rollback()
        return False
    if row.due_at > now:
        db.session.rollback()
        return False
    result = job.run()
    row.ran_at, row.due_at = now, now + job.every
    row.last_result = "" if result is None else str(result)[:500]
    db.session.commit()
    return True
