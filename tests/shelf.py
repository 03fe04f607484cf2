"""Worlds that take long to build, kept to be put back: for the fixture `kept` in conftest.py."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests import databases


class Shelf:
    """Copies of the test's database and files, each beside what was built in it."""

    def __init__(self, url: str, workplace: Path) -> None:
        self.url = url
        self.workplace = workplace
        self.things: dict[Callable[..., Any], Any] = {}
        self._folders: dict[Callable[..., Any], Path] = {}

    def keep(self, build: Callable[..., Any], thing: Any) -> None:
        """Copy database and files as they are. Nobody may be connected."""
        folder = self.workplace / f"kept-{len(self.things)}"
        (self.workplace / "files").mkdir(exist_ok=True)
        shutil.copytree(self.workplace / "files", folder / "files")
        if self._is_sqlite:
            with (
                closing(sqlite3.connect(self._database)) as source,
                closing(sqlite3.connect(folder / "cohort.db")) as target,
            ):
                source.backup(target)
        else:
            databases.copy(self.url, self._name(folder))
        self.things[build], self._folders[build] = thing, folder

    def put_back(self, build: Callable[..., Any]) -> None:
        """Database and files as they were when this was kept. Nobody may be connected."""
        folder = self._folders[build]
        shutil.rmtree(self.workplace / "files", ignore_errors=True)
        shutil.copytree(folder / "files", self.workplace / "files")
        if self._is_sqlite:
            for leftover in ("cohort.db-wal", "cohort.db-shm"):
                (self.workplace / leftover).unlink(missing_ok=True)
            shutil.copy(folder / "cohort.db", self._database)
        else:
            databases.put_back(self.url, self._name(folder))

    def clear(self) -> None:
        """Drop the copies that a server holds; the folders go with their workplace."""
        if not self._is_sqlite:
            for folder in self._folders.values():
                databases.drop(self.url, self._name(folder))

    @property
    def _is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def _database(self) -> Path:
        return self.workplace / "cohort.db"

    def _name(self, folder: Path) -> str:
        """Of the copy on a server that others may use."""
        return f"{self.url.rpartition('/')[2].partition('?')[0]}_{folder.name[5:]}"
