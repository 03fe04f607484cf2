"""What the settings and the database tell."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import sqlalchemy as sa
from flask import current_app

from cohort.accounts import totp
from cohort.accounts.models import SecondFactor
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.jobs.models import ScheduledJob
from cohort.kernel import clock
from cohort.operations import health, migrating
from cohort.operations.backups import making
from cohort.operations.doctor.findings import Finding
from config import Config

BACKUP_EVERY = dt.timedelta(hours=48)


def settings() -> Iterator[Finding]:
    """Whether the settings are those of a real site."""
    config: Config = current_app.extensions["config"]
    kind = config.environment
    yield Finding(
        "Settings",
        config.is_production,
        "COHORT_ENV is production."
        if config.is_production
        else f"COHORT_ENV is {kind}: HTTPS, a mail server and strong keys are not asked for. "
        "Set it to production before people come.",
    )
    yield Finding(
        "Proxy",
        config.trusted_proxies > 0,
        f"TRUSTED_PROXIES is {config.trusted_proxies}."
        if config.trusted_proxies
        else "TRUSTED_PROXIES is 0: all visitors look like one, and share one rate limit. "
        "Set it to the number of proxies in front.",
    )


def database() -> Iterator[Finding]:
    """Whether the database answers, is sound and is at this code's revision."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        revision = health.revision_in_database()
    except sa.exc.DBAPIError as error:
        yield Finding("Database", False, migrating.unreachable(error))
        return
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(db.engine.url.database))) as raw:
            said = str(raw.execute("PRAGMA quick_check(1)").fetchone()[0])
        yield Finding(
            "Database",
            said == "ok",
            "SQLite, and its file is sound."
            if said == "ok"
            else f"The file is damaged ({said}). Restore a backup: flask site restore.",
        )
    else:
        version = db.session.scalar(sa.text("SHOW server_version"))
        yield Finding("Database", True, f"PostgreSQL {version} answers.")
    newest = health.newest_revision()
    yield Finding(
        "Migrations",
        revision == newest,
        f"The database is at revision {newest}, as this code needs."
        if revision == newest
        else f"The database is at {revision or 'no revision'}, the code needs {newest}. "
        "Run: flask site setup",
    )


def work() -> Iterator[Finding]:
    """Whether the worker works, mail goes out and no job fails."""
    if health.revision_in_database() != health.newest_revision():
        return
    report = health.check()
    for part, name, cure in (
        ("worker", "Worker", "Start it: flask worker, or flask site run for both."),
        ("outbox", "Mail waiting", "See /admin/mail for what the mail server said."),
    ):
        is_well = report[part] == "ok"
        words = "As it should be." if is_well else f"{report[part].capitalize()}. {cure}"
        yield Finding(name, is_well, words)
    failing = db.session.scalars(
        sa.select(ScheduledJob.name).where(ScheduledJob.failures > 0).order_by(ScheduledJob.name)
    ).all()
    yield Finding(
        "Jobs",
        not failing,
        "None failed when it last ran."
        if not failing
        else f"These failed when they last ran: {', '.join(failing)}. See /admin/jobs.",
    )


def keys() -> Iterator[Finding]:
    """Whether what was encrypted with SECRET_KEY can still be read."""
    if health.revision_in_database() != health.newest_revision():
        return
    sealed = db.session.scalars(
        sa.select(SecondFactor.sealed_secret).where(SecondFactor.confirmed_at.is_not(None))
    ).all()
    lost = sum(not totp.can_be_read(secret) for secret in sealed)
    yield Finding(
        "Keys",
        not lost,
        f"SECRET_KEY opens all {len(sealed)} second factors."
        if not lost
        else f"SECRET_KEY is not the one that {lost} of {len(sealed)} second factors were made "
        "with. Put the old one back; it belongs with the backups.",
    )


def backups() -> Iterator[Finding]:
    """Whether a backup was made lately, by the audit log."""
    if health.revision_in_database() != health.newest_revision():
        return
    last = db.session.scalar(
        sa.select(sa.func.max(HistoryEntry.at)).where(HistoryEntry.action == making.DONE)
    )
    if last is None:
        words = "None was made with flask site backup. Make one every night, and keep it elsewhere."
        yield Finding("Backups", False, words)
        return
    hours = int((clock.now() - last) / dt.timedelta(hours=1))
    is_well = clock.now() - last < BACKUP_EVERY
    words = f"The last one was made {hours} hours ago."
    yield Finding("Backups", is_well, words if is_well else f"{words} See why none was made since.")
