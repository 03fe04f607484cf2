"""The queue that wakes the worker, in the store that the settings name.

huey loads the driver of every store that is installed, which cost each process of an embedded
site 26 MB: so we hide PostgreSQL's and Redis's from it unless the settings name them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from config import Config

if TYPE_CHECKING:
    from huey import Huey


def open_queue(config: Config) -> Huey:
    """The queue. In tests it is in memory, with nothing hidden: one process has several apps."""
    if config.environment == "test":
        from huey import MemoryHuey

        return MemoryHuey("cohort")
    on_postgresql = config.database_url.startswith("postgresql")
    needed = {"redis": bool(config.redis_url), "psycopg": on_postgresql}
    with _hidden(*(driver for driver, is_needed in needed.items() if not is_needed)):
        from huey import PostgresHuey, RedisHuey, SqliteHuey
    if config.redis_url:
        return RedisHuey("cohort", url=config.redis_url)
    if on_postgresql:
        address = sa.make_url(config.database_url).set(drivername="postgresql")
        # Setting up the site makes its tables, not each web process.
        return PostgresHuey(
            "cohort", dsn=address.render_as_string(hide_password=False), create_tables=False
        )
    return SqliteHuey("cohort", filename=str(Path(config.instance_path) / "huey.db"))


@contextmanager
def _hidden(*names: str) -> Iterator[None]:
    """Make these libraries look uninstalled inside this block, unless they are loaded already."""
    loaded: dict[str, Any] = sys.modules  # None is Python's own mark for "cannot be imported"
    hidden = [name for name in names if name not in loaded]
    loaded.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del loaded[name]
