"""Floor 1: the engine, the declarative base and the two kinds of transaction.

A web request that only reads runs on a connection that refuses to write; everything else
(POST, command line, worker) takes the write lock as its transaction begins. On SQLite this
keeps two writers from silently losing each other's updates.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from cohort.db import postgresql
from cohort.db.reader import Reader, fetch_on
from cohort.db.types import PersonName as PersonName
from cohort.db.types import UtcDateTime as UtcDateTime
from cohort.kernel import ids

BUSY_TIMEOUT_MS = 5000
LONGEST_STATEMENT_MS = 30_000
PATIENCE = 300  # seconds that a command or a starting server waits for another one
SQLITE_ON_CONNECT = (
    "PRAGMA journal_mode=WAL",
    # NORMAL makes no fsync at a commit: a power cut would take what a page called saved. Only
    # commits that wrote something wait for the disk, so reading costs the same.
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",  # what was deleted is overwritten, not only unlinked
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
)

T = TypeVar("T")
_reading: ContextVar[bool] = ContextVar("reading", default=False)
_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


class Base(DeclarativeBase):
    """All tables. The naming convention lets a migration name any constraint."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            dt.datetime: UtcDateTime,
            dict[str, Any]: sa.JSON,
            list[Any]: sa.JSON,
        },
    )


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _clean_names(_model: Any, _name: str, attribute: Any) -> None:
    """Clean a name as soon as it is set on a row, not only when it is stored: mail written in
    the same transaction reads it from the row."""
    kind = getattr(attribute.property, "columns", [None])[0]
    kind = getattr(kind, "type", None)
    if isinstance(kind, PersonName):
        names: PersonName = kind

        @event.listens_for(attribute, "set", retval=True)
        def clean(_row: Any, value: Any, _old: Any, _initiator: Any) -> Any:
            return names.read(value) if isinstance(value, str) else value


class HasId:
    """A 63-bit id made by us (see cohort.kernel.ids), never counted by the database."""

    id: Mapped[int] = mapped_column(
        sa.BigInteger, primary_key=True, autoincrement=False, default=ids.new_id
    )


def points_to(target: str, **options: Any) -> Any:
    """A column that points at another table's id, indexed unless `index=False`."""
    ondelete = options.pop("ondelete", "RESTRICT")
    options.setdefault("index", True)
    return mapped_column(sa.BigInteger, sa.ForeignKey(target, ondelete=ondelete), **options)


class PageSession(Session):
    """A session that takes over the connection on which this request has only fetched rows."""

    def get_bind(self, *args: Any, **options: Any) -> sa.Engine | sa.Connection:
        reader = _reader.get()
        if reader is not None:
            reader.close()
        return super().get_bind(*args, **options)


db = SQLAlchemy(
    model_class=Base, session_options={"expire_on_commit": False, "class_": PageSession}
)


@contextmanager
def reading(only: bool = True) -> Iterator[None]:
    """Make the transactions that begin inside this block read-only (or, with only=False, not)."""
    token = _reading.set(only)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(only: bool) -> None:
    """The same for the rest of this request's context, whose `fetch` then has a connection of its
    own. Call it with False in the end: that gives the connection back."""
    _reading.set(only)
    before = _reader.get()
    if before is not None:
        before.close()
    _reader.set(Reader(_begin_reading) if only else None)


def engine_options(url: str) -> dict[str, Any]:
    """Options for this database's engine: errors never quote what people wrote, and on
    PostgreSQL no statement waits for ever."""
    if not url.startswith("postgresql"):
        return {"hide_parameters": True}
    options = postgresql.options(
        lock_timeout=BUSY_TIMEOUT_MS, statement_timeout=LONGEST_STATEMENT_MS
    )
    return {"hide_parameters": True, "connect_args": {"options": options}}


def prepare(engine: sa.Engine) -> None:
    """Attach the listeners above to an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        postgresql.prepare(engine, _reading.get)


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # Python's own transaction handling would begin late and lose updates: we do it ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for statement in SQLITE_ON_CONNECT:
        cursor.execute(statement)
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    only_reads = _reading.get()
    if connection.info.get("query_only") is not only_reads:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if only_reads else 'OFF'}")
        connection.info["query_only"] = only_reads
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _begin_reading(connection: sa.PoolProxiedConnection) -> None:
    raw: Any = connection.dbapi_connection
    if db.engine.dialect.name == "postgresql":
        postgresql.begin(raw, reads=True)
        return
    if connection.info.get("query_only") is not True:
        raw.execute("PRAGMA query_only=ON")
        connection.info["query_only"] = True
    raw.execute("BEGIN")  # one state of the data for all that the page shows


def fetch(query: sa.SelectBase, **facts: Any) -> Any:
    """Rows of a query that was built once, at import, with bind parameters for `facts`.

    For reading columns on hot pages: building a select and passing it through the ORM costs
    several times what SQLite needs to answer it (docs/performance.md). Does not flush first. A
    request that only reads needs no session for it (cohort/db/reader.py); where the session has
    begun a transaction, it is part of that.
    """
    reader = _reader.get()
    has_begun = db.session.registry.has() and db.session().in_transaction()
    if reader is not None and _reading.get() and not has_begun:
        return reader.fetch(db.engine, query, facts)
    return fetch_on(db.session.connection().connection, db.engine, query, facts)


def columns_of(row: type[Any], prefix: str = "", /, **columns: Any) -> list[sa.Label[Any]]:
    """The columns that a select needs to fill a row class, each labelled with its field's name.

    With a `prefix`, several row classes can be filled from one select. Raises TypeError, at import,
    for a field that is left out though it has no default, or that the class does not have.
    """
    fields = {f.name: f.default is dataclasses.MISSING for f in dataclasses.fields(row)}
    missing = {name for name, is_needed in fields.items() if is_needed} - columns.keys()
    unknown = columns.keys() - fields.keys()
    if missing or unknown:
        raise TypeError(f"{row.__name__}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    return [column.label(f"{prefix}{name}") for name, column in columns.items()]


def rows_of(row: type[T], found: sa.Result[Any]) -> list[T]:
    """Every row of a result, as this class, filled by name (see `columns_of`)."""
    names = list(found.keys())
    return [row(**dict(zip(names, values, strict=True))) for values in found]


def row_of(row: type[T], found: Any, prefix: str = "", /, **more: Any) -> T:
    """One row of a result, filled by name. `more` sets fields that the result lacks, or
    overrides them."""
    kind: Any = row  # mypy does not see that a class can be a key
    picked = _picked(kind, prefix, found._fields, tuple(more))
    return row(**{name: found[place] for name, place in picked}, **more)


@functools.lru_cache(maxsize=256)
def _picked(
    row: type[Any], prefix: str, columns: tuple[str, ...], more: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    """(a field's name, the place of its column) for each field that the columns have."""
    fields = (name for name in row.__dataclass_fields__ if name not in more)
    return tuple(
        (name, columns.index(f"{prefix}{name}")) for name in fields if f"{prefix}{name}" in columns
    )


def in_batches(query: Any, key: Any, size: int = 200) -> Iterator[Any]:
    """The rows of a query in the order of `key` (a unique column it selects), `size` at a time.

    Each batch is a short query of its own, so no memory or lock is held in between.
    """
    last = -1
    while True:
        rows = db.session.execute(query.where(key > last).order_by(key).limit(size)).all()
        yield from rows
        if len(rows) < size:
            return
        last = rows[-1]._mapping[key]


def change(statement: sa.Update | sa.Delete) -> int:
    """Run an UPDATE or DELETE over many rows in this transaction; returns how many it changed."""
    result: Any = db.session.execute(statement)
    return int(result.rowcount)


def wait_longer(seconds: int = PATIENCE) -> None:
    """Begin a transaction that waits this long for others: for the command line, and for
    servers that start at the same time.

    Raises the database's own error when even that was not enough.
    """
    if db.engine.dialect.name == "postgresql":
        for setting in ("lock_timeout", "statement_timeout"):
            db.session.execute(sa.text(f"SET LOCAL {setting} = '{int(seconds)}s'"))
        return
    tries = max(1, seconds * 1000 // BUSY_TIMEOUT_MS)  # each waits that long for the write lock
    for number in range(1, tries + 1):
        try:
            db.session.connection()
            return
        except sa.exc.OperationalError as error:
            db.session.rollback()
            if "locked" not in str(error) or number == tries:
                raise


def take_advisory_lock(name: str) -> None:
    """Take the advisory lock called `name`, waiting if need be, and hold it until the commit.

    On SQLite the transaction's write lock already does this.
    """
    if db.engine.dialect.name == "postgresql":
        key = int.from_bytes(name.encode()[:7].ljust(7, b"\0"), "big")
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
