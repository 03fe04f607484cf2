"""huey: wakes the worker when there is work, and keeps its minute rhythm.

huey forgets a task when its worker dies, so no task carries data: each one only says "look at
the database now".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from flask import Flask, current_app

from cohort.db import db, take_advisory_lock
from cohort.jobs import alerts, queues, schedule
from cohort.jobs.models import Heartbeat
from cohort.jobs.schedule import Job
from cohort.kernel import clock
from cohort.web.logs import reason_of

log = structlog.get_logger(__name__)
WORKER = "worker"


def install(app: Flask, woken: Sequence[Callable[[], object]], scheduled: Sequence[Job]) -> None:
    """Make the queue and its two tasks, and let a commit wake the worker.

    `woken` is work that somebody waits for: the worker looks for it in the database each time it
    wakes, in this order. `scheduled` is work by the clock.
    """
    huey = queues.open_queue(app.extensions["config"])
    from huey import crontab  # huey is loaded by queues.py, with what it needs and no more

    def run() -> None:
        with app.app_context():
            beat()
            failing = alerts.names_in_trouble()
            for work in woken:
                _do(work, failing)

    def look() -> None:
        run()
        with app.app_context():
            schedule.run_due(scheduled)

    task = huey.task(name="run_woken")(run)
    every_minute = huey.periodic_task(crontab(minute="*"), name="look_every_minute")(look)

    def wake() -> None:
        try:
            task()
        except Exception as error:  # whatever the queue raises: the work starts in a minute
            log.warning("could not wake the worker", error=reason_of(error))

    app.extensions["huey"] = huey
    app.extensions["wake_worker"] = wake
    app.extensions["look_every_minute"] = look
    app.extensions["look_soon"] = every_minute
    app.extensions["woken_work"] = tuple(woken)
    app.extensions["scheduled_jobs"] = tuple(scheduled)


def _do(work: Callable[[], object], failing: set[str]) -> None:
    """Do one kind of woken work. If it fails, the next kinds, and mail, still go ahead."""
    try:
        work()
        db.session.commit()
    except Exception as error:  # anything at all, so that nothing stops the worker
        db.session.rollback()
        log.exception("woken work failed", work=alerts.name_of(work))
        alerts.note(work, error)
    else:
        if alerts.name_of(work) in failing:
            alerts.clear(work)


def make_tables() -> None:
    """Make the queue's own tables in PostgreSQL, one server at a time."""
    from huey.storage import PostgresStorage

    storage = current_app.extensions["huey"].storage
    if isinstance(storage, PostgresStorage):
        take_advisory_lock("queue")
        storage.initialize_schema()
        db.session.commit()


def beat() -> None:
    """Record that the worker is alive."""
    row = db.session.get(Heartbeat, WORKER)
    if row is None:
        take_advisory_lock("heartbeat")  # two workers that start at once make one row
        row = db.session.get(Heartbeat, WORKER, populate_existing=True)
    if row is None:
        db.session.add(Heartbeat(name=WORKER, at=clock.now()))
    else:
        row.at = clock.now()
    db.session.commit()
