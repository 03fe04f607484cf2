"""A database of each kind, filled and served."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cohort.db import db
from tests import databases
from tests.bench import data
from tests.bench.measure import Stage, make_app
from tests.bench.quiet import Patience
from tests.bench.server import Shape, Shipped, environment, running

DATABASES = ("sqlite", "postgresql")


class Filled:
    """A filled database, ready to be served in any shape."""

    def __init__(self, settings: dict[str, str], scale: int) -> None:
        self.settings = settings
        self.app = make_app(settings)
        self.ground = data.fill(self.app, scale)

    @contextmanager
    def served(self, shape: Shape | Shipped, patience: Patience) -> Iterator[Stage]:
        """The real server on it."""
        with running(shape, self.settings) as server:
            yield Stage(server, self.ground, self.app, self.settings, patience)

    def close(self) -> None:
        """Let go of the database, so that it can be dropped."""
        with self.app.app_context():
            db.engine.dispose()


@contextmanager
def filled(database: str, scale: int) -> Iterator[Filled]:
    """A new database with data of this scale, dropped afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="cohort-bench-") as folder,
        address(database, Path(folder)) as url,
    ):
        found = Filled(environment(url, Path(folder)), scale)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def address(database: str, folder: Path) -> Iterator[str]:
    """An empty database of this kind, dropped afterwards."""
    if database == "sqlite":
        yield f"sqlite:///{folder / 'cohort.db'}"
        return
    with databases.postgresql() as url:
        yield url
