"""huey: wakes the worker when mail is posted, and keeps its minute rhythm.

huey forgets a task when its worker dies, so no task carries anything: each one only says
"look at the database now".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.storage import PostgresStorage

from cohort.db import db, take_turn
from cohort.jobs import schedule
from cohort.jobs.schedule import Job
from cohort.kernel import clock
from cohort.mail.delivery import Sender, deliver_due
from cohort.mail.models import Heartbeat
from config import Config

log = structlog.get_logger(__name__)
WORKER = "worker"


def install(app: Flask, woken: Sequence[Callable[[], object]], scheduled: Sequence[Job]) -> None:
    """Make the queue and its two tasks, and let a commit wake the worker.

    `woken` is work that somebody waits for, looked for in the database each time the worker
    wakes; `scheduled` is work by the clock.
    """
    config: Config = app.extensions["config"]
    huey = _storage(config)
    sender = Sender(
        config.smtp_url, config.site_name, config.mail_from, config.instance_path / "mailbox"
    )

    def run() -> None:
        with app.app_context():
            beat()
            for work in woken:
                work()
                db.session.commit()
            deliver_due(sender)

    def look() -> None:
        run()
        with app.app_context():
            schedule.run_due(scheduled)

    deliver = huey.task(name="deliver")(run)
    huey.periodic_task(crontab(minute="*"), name="look_every_minute")(look)
    app.extensions["look_every_minute"] = look

    def wake() -> None:
        try:
            deliver()
        except Exception as error:  # whatever the queue's storage raises: mail goes in a minute
            log.warning("could not wake the worker", error=str(error))

    app.extensions["wake_worker"] = wake
    app.extensions["mail_sender"] = sender
    app.extensions["huey"] = huey


def make_tables() -> None:
    """Make the queue's own tables in PostgreSQL, one server at a time."""
    storage = current_app.extensions["huey"].storage
    if isinstance(storage, PostgresStorage):
        take_turn("queue")
        storage.initialize_schema()
        db.session.commit()


def beat() -> None:
    """Say that the worker lives."""
    row = db.session.get(Heartbeat, WORKER)
    if row is None:
        db.session.add(Heartbeat(name=WORKER, at=clock.now()))
    else:
        row.at = clock.now()
    db.session.commit()


def _storage(config: Config) -> Huey:
    if config.environment == "test":
        return MemoryHuey("cohort")
    if config.redis_url:
        return RedisHuey("cohort", url=config.redis_url)
    if config.database_url.startswith("postgresql"):
        address = sa.make_url(config.database_url).set(drivername="postgresql")
        # Its tables are made when the site is set up, not by each web process.
        return PostgresHuey(
            "cohort", dsn=address.render_as_string(hide_password=False), create_tables=False
        )
    return SqliteHuey("cohort", filename=str(Path(config.instance_path) / "huey.db"))
