"""Jobs by the clock: each runs once, however many workers there are, and a missed one runs late.

A job's row says when it is due next. A clock that jumps forward runs it early, once; a clock
that is set back leaves a row due too far ahead, and the next worker to see it corrects it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError

from cohort.db import db
from cohort.jobs.models import ScheduledJob
from cohort.kernel import clock

log = structlog.get_logger(__name__)
# Waits after the first, second … failure in a row; the last wait repeats for ever.
WAITS = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60)]


class CommittedInside(RuntimeError):
    """A job without a lease ended its transaction, and with it the lock on its row."""


@dataclass(frozen=True)
class Daily:
    """Once a day, when clocks in `zone` (an IANA name) show `time`. Clock changes are handled by
    clock.local_moment."""

    time: dt.time
    zone: str = clock.LONDON

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first such moment later than `moment`."""
        day = clock.in_zone(moment, self.zone).date()
        today = clock.local_moment(day, self.time, self.zone)
        if today > moment:
            return today
        return clock.local_moment(day + dt.timedelta(days=1), self.time, self.zone)


@dataclass(frozen=True)
class Job:
    """Work to do every so often, or daily at a local time.

    `run` does it in one transaction, which the scheduler commits together with the mark that it
    ran; administrators see what it returns. It must neither commit nor roll back, unless it has
    a `lease`, which must be longer than it ever takes. Such a job runs at least once: when its
    worker is killed, another starts it again after the lease.
    """

    name: str
    every: dt.timedelta | Daily
    run: Callable[[], object]
    lease: dt.timedelta | None = None

    def first_due(self, now: dt.datetime) -> dt.datetime:
        """When to run a job never seen before: at once, or at its time of day."""
        return now if isinstance(self.every, dt.timedelta) else self.every.next_after(now)

    def next_due(self, now: dt.datetime) -> dt.datetime:
        """When to run again after a run at `now`."""
        if isinstance(self.every, dt.timedelta):
            return now + self.every
        return self.every.next_after(now)

    def latest_due(self, now: dt.datetime) -> dt.datetime:
        """The latest plausible due time: a clock that was ahead wrote any later one.

        Daily work may be due the day after next, if today's ran before the clock went back.
        """
        if isinstance(self.every, dt.timedelta):
            return now + self.every
        return self.every.next_after(self.every.next_after(now))


def run_due(jobs: Sequence[Job]) -> int:
    """Run each job that is due; returns how many ran."""
    due = _due(jobs)
    return sum(_try(job) for job in jobs if job.name in due)


def _due(jobs: Sequence[Job]) -> set[str]:
    """The names of jobs that look due. Makes the rows of those never seen before."""
    rows = {row.name: row for row in db.session.scalars(sa.select(ScheduledJob))}
    now = clock.now()
    for job in jobs:
        row = rows.get(job.name) or _make_row(job, now)
        if row is not None:
            rows[job.name] = row if _is_sane(row, job, now) else _set_right(row, job, now)
    db.session.commit()
    return {name for name, row in rows.items() if _is_due(row, now)}


def _make_row(job: Job, now: dt.datetime) -> ScheduledJob | None:
    """None when another worker was quicker; that worker then runs the job for now."""
    row = ScheduledJob(name=job.name, due_at=job.first_due(now), failures=0)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return None
    return row


def _is_sane(row: ScheduledJob, job: Job, now: dt.datetime) -> bool:
    lease_ends = row.leased_until or now
    return row.due_at <= job.latest_due(now) and lease_ends <= now + (job.lease or dt.timedelta(0))


def _set_right(row: ScheduledJob, job: Job, now: dt.datetime) -> ScheduledJob:
    """Correct dates that a clock ahead of time wrote. Leaves a job that is running just now."""
    locked = _lock_if_free(job)
    if locked is None:
        return row
    if locked.due_at > job.latest_due(now):
        locked.due_at = job.next_due(now)
    if locked.leased_until:
        locked.leased_until = min(locked.leased_until, now + (job.lease or dt.timedelta(0)))
    return locked


def _is_due(row: ScheduledJob, now: dt.datetime) -> bool:
    return row.due_at <= now and (row.leased_until is None or row.leased_until <= now)


def _try(job: Job) -> bool:
    """Run a job; any error is noted, and stops no other job."""
    try:
        return _run_with_lease(job, job.lease) if job.lease else _run_with_lock(job)
    except Exception as error:  # anything at all: that is the point
        log.exception("scheduled job failed", job=job.name)
        try:
            db.session.rollback()
            _note_failure(job, error)
        except Exception:  # the database itself is down; the job stays due
            db.session.rollback()
            log.exception("failure not noted", job=job.name)
    return False


def _take(job: Job) -> ScheduledJob | None:
    """The job's row, locked, if it is due and nobody else has it."""
    row = _lock_if_free(job)
    if row is None or not _is_due(row, clock.now()):
        db.session.rollback()
        return None
    return row


def _lock_if_free(job: Job) -> ScheduledJob | None:
    return db.session.scalar(
        sa.select(ScheduledJob)
        .where(ScheduledJob.name == job.name)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _run_with_lock(job: Job) -> bool:
    row = _take(job)
    if row is None:
        return False
    transaction = db.session().get_transaction()
    result = job.run()
    if db.session().get_transaction() is not transaction:
        raise CommittedInside(f"{job.name!r} ended its transaction. Give it a lease.")
    _note_run(row, job, result)
    return True


def _run_with_lease(job: Job, lease: dt.timedelta) -> bool:
    row = _take(job)
    if row is None:
        return False
    held_until = row.leased_until = clock.now() + lease
    db.session.commit()
    result = job.run()
    db.session.commit()
    row = _lock(job)
    if row.leased_until != held_until:
        log.warning("a job took longer than its lease", job=job.name)
    _note_run(row, job, result)
    return True


def _lock(job: Job) -> ScheduledJob:
    return db.session.get_one(ScheduledJob, job.name, with_for_update=True, populate_existing=True)


def _note_run(row: ScheduledJob, job: Job, result: object) -> None:
    now = clock.now()
    row.ran_at, row.due_at, row.leased_until = now, job.next_due(now), None
    row.failures = 0
    row.last_result = "" if result is None else str(result)[:500]
    db.session.commit()


def _note_failure(job: Job, error: Exception) -> None:
    row, now = _lock(job), clock.now()
    wait = WAITS[min(row.failures, len(WAITS) - 1)]
    row.failures += 1
    row.failed_at, row.leased_until = now, None
    # Only the first line: the lines after a database's first quote the rows' contents.
    row.last_error = f"{type(error).__name__}: {error}".splitlines()[0][:1000]
    if isinstance(job.every, dt.timedelta):
        wait = min(wait, job.every)
    row.due_at = now + wait
    db.session.commit()
