"""Bringing the database to this code's revision, safely when several servers start at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from cohort.db import db
from cohort.operations.health import MIGRATIONS

LOCK = 0x636F686F7274  # "cohort"
SQLITE_WAIT_MS = 120_000


class MigrationRefused(Exception):
    """The database cannot be used by this code; the message says what to do."""


def alembic_config(connection: sa.Connection | None = None) -> AlembicConfig:
    """Alembic set up for our migrations, on an open connection where one is given."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate() -> None:
    """Upgrade to the newest revision, all or nothing, one server at a time.

    Raises MigrationRefused when the database is newer than the code or cannot be reached.
    """
    try:
        with db.engine.connect() as connection:
            _wait_for_turn(connection)
            _refuse_newer(connection)
            command.upgrade(alembic_config(connection), "head")
            connection.commit()
    except (OperationalError, InterfaceError, ArgumentError) as error:
        raise MigrationRefused(unreachable(error)) from error


def unreachable(error: Any) -> str:
    """A message for an operator whose database does not answer, without the password."""
    reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
    address = db.engine.url.render_as_string(hide_password=True)
    return f"The database at {address} cannot be used: {reason}. Check DATABASE_URL."


def _wait_for_turn(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        return
    # Our "begin" listener takes SQLite's write lock; another server may hold it for a while.
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA busy_timeout={SQLITE_WAIT_MS}")
    connection.exec_driver_sql("SELECT 1")
    raw.execute("PRAGMA busy_timeout=5000")


def _refuse_newer(connection: sa.Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {s.revision for s in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if current is not None and current not in known:
        raise MigrationRefused(
            f"The database is at revision {current}, which this code does not know: it is "
            "newer than the code. Install the newer code, or restore the backup that was made "
            "before the upgrade. Nothing was changed."
        )
