"""Connections to PostgreSQL that keep their prepared statements.

psycopg prepares what it has run five times, and forgets all of it at every ROLLBACK
(https://www.psycopg.org/psycopg3/docs/advanced/prepare.html). A request that reads therefore has
no transaction to roll back: it runs in autocommit, on a connection that the server itself keeps
from writing. At READ COMMITTED each statement has a snapshot of its own in either case.

A connection that is set to AUTOCOMMIT for a command of its own (VACUUM) is left alone.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError

IDLE_SECONDS = 5.0  # a connection that lay longer is asked whether it still lives
# Rows are in memory or on a disk without moving parts, where finding them by an index costs hardly
# more than reading on. PostgreSQL's default of 4 makes it read whole tables instead.
RANDOM_PAGE_COST = 1.1


def options(**limits_ms: int) -> str:
    """What each connection sets as it opens; `limits_ms` are PostgreSQL's timeouts by name.

    Only a transaction that says BEGIN READ WRITE may write (see `prepare`).
    """
    given = limits_ms | {"random_page_cost": RANDOM_PAGE_COST, "default_transaction_read_only": 1}
    return " ".join(f"-c {name}={value}" for name, value in given.items())


def prepare(engine: sa.Engine, is_reading: Callable[[], bool]) -> None:
    """Begin transactions as `is_reading` says, and ping a connection only after a rest."""

    def begin_as_asked(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            begin(connection.connection.dbapi_connection, reads=is_reading())

    event.listen(engine, "begin", begin_as_asked)
    event.listen(engine, "checkin", _note)
    event.listen(engine, "checkout", _refuse_dead)


def begin(raw: Any, *, reads: bool) -> None:
    """Make psycopg's connection ready to read in autocommit, or to write in a transaction."""
    if raw.autocommit is not reads:
        raw.autocommit = reads
    if raw.read_only is not reads:
        raw.read_only = reads  # psycopg says BEGIN READ WRITE where it is False


def _note(_raw: Any, record: Any) -> None:
    record.info["rested_since"] = time.monotonic()


def _refuse_dead(raw: Any, record: Any, _proxy: Any) -> None:
    """Raises InvalidatePoolError, upon which the pool opens another connection, when the server
    has hung up. Something to read on a resting connection is a farewell, or news: asking tells."""
    since = record.info.get("rested_since")
    if since is None or (time.monotonic() - since < IDLE_SECONDS and not _has_news(raw)):
        return
    try:
        _ping(raw)
    except raw.Error as error:
        raise InvalidatePoolError from error


def _has_news(raw: Any) -> bool:
    """Whether the server has sent something, without asking it."""
    if raw.closed:
        return True
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _ping(raw: Any) -> None:
    before = raw.autocommit
    raw.autocommit = True  # no transaction for it
    raw.execute(";")
    raw.autocommit = before
