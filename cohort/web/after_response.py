"""Writes a reader's last-seen marks after the response has gone, on a separate connection.

They are all that a page view writes, and safe to lose: this does not wait for a busy database
or for the disk, and a fault is logged and otherwise ignored.
"""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from cohort.db import BUSY_TIMEOUT_MS, db, reading

log = structlog.get_logger(__name__)

WAIT_MS = 100


def leave(response: Response, *statements: sa.Executable) -> None:
    """Run the statements in one transaction once this answer to a request has been sent."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    response.call_on_close(lambda: _write(app, *statements))


def _write(app: Flask, *statements: sa.Executable) -> None:
    try:
        with app.app_context(), reading(only=False), db.engine.connect() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            raw = connection.connection.driver_connection
            try:
                if is_sqlite and raw is not None:
                    raw.execute(f"PRAGMA busy_timeout={WAIT_MS}")
                    raw.execute("PRAGMA synchronous=NORMAL")
                with connection.begin():
                    if not is_sqlite:
                        connection.execute(sa.text(f"SET LOCAL lock_timeout = '{WAIT_MS}ms'"))
                        connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
                    for statement in statements:
                        connection.execute(statement)
            finally:
                if is_sqlite and raw is not None:
                    raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
                    raw.execute("PRAGMA synchronous=FULL")
    except SQLAlchemyError as error:
        log.info("a trail was not written", error=type(error).__name__)
