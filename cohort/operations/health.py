"""Is everything there that the site needs? For /readyz and for start-up."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from cohort.db import db
from cohort.jobs.models import Heartbeat
from cohort.kernel import clock
from cohort.mail.models import MailState, OutboxMessage

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
WORKER_SILENT_FOR = dt.timedelta(minutes=5)
MAIL_STUCK_FOR = dt.timedelta(hours=1)
WORKER = "worker"
FOR_MONITORS = ("/healthz", "/readyz", "/metrics")
THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


def install(app: Flask) -> None:
    """Let a monitor on this machine ask by 127.0.0.1, which is no host name of the site: these
    addresses answer as if it had said the site's own."""
    application: Any = app.wsgi_app
    host = urlsplit(app.config["PUBLIC_URL"]).netloc

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] in FOR_MONITORS:
            asked = environ.get("HTTP_HOST", "")
            if re.sub(r":\d+$", "", asked) in THIS_MACHINE:
                environ["HTTP_HOST"] = host
        return application(environ, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]  # Flask's own way to wrap itself


def newest_revision() -> str:
    """The revision this code needs: migrations are called NNN_what.py and NNN is the revision.

    Without Alembic, which would cost every web process some 30 MB.
    """
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("*_*.py"))


def revision_in_database() -> str | None:
    """The revision the database is at; None for an empty one."""
    if not sa.inspect(db.session.connection()).has_table("alembic_version"):
        return None
    version: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def check() -> dict[str, Any]:
    """{"status": "ok" | "trouble", and a word or sentence for each part}."""
    now = clock.now()
    pulse = db.session.scalar(sa.select(Heartbeat.at).where(Heartbeat.name == WORKER))
    oldest = db.session.scalar(
        sa.select(sa.func.min(OutboxMessage.due_at)).where(OutboxMessage.state == MailState.WAITING)
    )
    at_head = revision_in_database() == newest_revision()
    parts = {
        "database": "ok",
        "migrations": "ok" if at_head else "the database is not at this code's revision",
        "worker": "ok"
        if pulse and now - pulse < WORKER_SILENT_FOR
        else "no sign of life for 5 minutes",
        "outbox": "ok"
        if oldest is None or now - oldest < MAIL_STUCK_FOR
        else "mail has been waiting for over an hour",
    }
    well = all(word == "ok" for word in parts.values())
    return {"status": "ok" if well else "trouble", **parts}
