"""Failures of woken work, stored for administrators beside the scheduled jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from cohort.db import db
from cohort.jobs.models import ScheduledJob
from cohort.kernel import clock

log = structlog.get_logger(__name__)
WOKEN = "woken: "  # no scheduled job has such a name


def name_of(work: Callable[[], object]) -> str:
    """'woken: data_rights: erase due'."""
    feature = work.__module__.split(".")[1]
    does = work.__qualname__.rpartition(".")[2].replace("_", " ")
    return f"{WOKEN}{feature}: {does}"[:60]


def names_in_trouble() -> set[str]:
    """The kinds of woken work whose last run failed."""
    query = sa.select(ScheduledJob.name).where(
        ScheduledJob.name.startswith(WOKEN), ScheduledJob.failures > 0
    )
    return set(db.session.scalars(query))


def note(work: Callable[[], object], error: Exception) -> None:
    """Record one more failure. Commits; if the database is down, only this note is lost."""
    try:
        now, name = clock.now(), name_of(work)
        row = db.session.get(ScheduledJob, name, with_for_update=True)
        if row is None:
            row = ScheduledJob(name=name, due_at=now, failures=0)
            db.session.add(row)
        row.failures += 1
        row.failed_at = row.due_at = now
        # Only the first line: the lines after a database's first quote the rows' contents.
        row.last_error = f"{type(error).__name__}: {error}".splitlines()[0][:1000]
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        log.exception("failure not noted", work=name_of(work))


def clear(work: Callable[[], object], noted_before: dt.datetime | None = None) -> None:
    """Record that the work succeeded again; with `noted_before`, not if it failed later than
    that. Commits."""
    row = db.session.get(ScheduledJob, name_of(work), with_for_update=True)
    is_late = row and noted_before and row.failed_at and row.failed_at > noted_before
    if row is not None and not is_late:
        row.failures, row.ran_at = 0, clock.now()
    db.session.commit()
