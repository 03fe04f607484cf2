"""Fixtures for the whole suite: a real database, the real app, real people.

`--database sqlite|postgresql` chooses the database. Nothing of ours is mocked, every commit is a
real one, and each test begins with an empty, migrated database.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import huey  # noqa: F401  # with every driver, before an app hides some (cohort/jobs/queues.py)
import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.app import create_app
from cohort.db import Base, db
from cohort.operations import migrating
from cohort.settings.current import forget
from config import ROOT, Config
from tests import databases
from tests.client import Browser
from tests.shelf import Shelf
from tests.world import World

T = TypeVar("T")
HERE = (None, "", b"", "127.0.0.1", "::1", "localhost", "0.0.0.0")
MANY = 500  # tests: the whole suite, not a part of it
COURSES = ROOT.parent / "shared" / "courses"  # written by others, and no part of this repository
SECRET = "for tests only, long enough to pass the check"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="Run on which?"
    )
    parser.addoption(
        "--full",
        action="store_true",
        help="On PostgreSQL too, run what SQLite is enough for; run axe in every scheme",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, or would tell nothing a second time."""
    whole = len(items) >= MANY
    left_out = [item for item in items if _is_left_out(item, config, whole)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_left_out(item: pytest.Item, config: pytest.Config, whole: bool) -> bool:
    if item.get_closest_marker("foreign_courses") and not COURSES.is_dir():
        return True
    if config.getoption("--database") == "sqlite" and item.get_closest_marker("only_postgresql"):
        return True
    if config.getoption("--database") != "postgresql" or not whole:
        return False
    if {"database_url", "on_postgresql"}.isdisjoint(getattr(item, "fixturenames", ())):
        return True  # it touches no database, and has run with SQLite
    return bool(item.get_closest_marker("sqlite_is_enough")) and not config.getoption("--full")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether this is the full matrix, `make test-all`."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """A test that reaches beyond this machine fails, and says where it tried to go."""

    def guarded(real: Any, place_of: Any) -> Any:
        def only_here(*args: Any, **named: Any) -> Any:
            host, port = place_of(args)
            if host not in HERE:
                raise AssertionError(
                    f"A test tried to reach {host}:{port}. No test reaches a network: start "
                    "what you need on 127.0.0.1 inside the test."
                )
            return real(*args, **named)

        return only_here

    def of_socket(args: Any) -> Any:
        """connect(self, address), sendto(self, data, [flags,] address); a path is local."""
        return args[-1][:2] if isinstance(args[-1], tuple) else (None, None)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            real = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, guarded(real, of_socket))
        patch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, lambda args: args[:2]))
        yield


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for this process's database, assets and mail."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, workplace: Path) -> Iterator[str]:
    """An empty database of this process's own, of the kind asked for."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{workplace / 'cohort.db'}"
        return
    with databases.postgresql() as url:
        yield url


def config_for(url: str, workplace: Path, **changes: Any) -> Config:
    """The settings tests run with."""
    facts: dict[str, Any] = {
        "environment": "test",
        "secret_key": SECRET,
        "database_url": url,
        "public_url": "http://localhost",
        "allowed_hosts": ("localhost", "127.0.0.1"),
        "instance_path": workplace,
        "modules_path": ROOT / "modules",
        "mail_from": "no-reply@example.org",
        "rate_limits": False,
        "demo_allowed": True,
    }
    return Config(**facts | changes)


@pytest.fixture(scope="session")
def built_app(database_url: str, workplace: Path) -> Iterator[Flask]:
    """The app on a migrated, empty database. Tests use `app`."""
    app = create_app(config_for(database_url, workplace))
    app.config["PROPAGATE_EXCEPTIONS"] = None
    with app.app_context():
        migrating.migrate()
        db.engine.dispose()
        if database_url.startswith("sqlite"):
            shutil.copy(workplace / "cohort.db", workplace / "empty.db")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask, database_url: str, workplace: Path) -> Iterator[Flask]:
    """The app with an empty database."""
    forget(built_app)
    yield built_app
    for kept in (workplace / "files").glob("*"):
        shutil.rmtree(kept)
    with built_app.app_context():
        db.session.remove()
        if database_url.startswith("sqlite"):
            db.engine.dispose()
            for leftover in ("cohort.db-wal", "cohort.db-shm"):
                (workplace / leftover).unlink(missing_ok=True)
            shutil.copy(workplace / "empty.db", workplace / "cohort.db")
        else:
            _empty_tables()


def _empty_tables() -> None:
    """As a superuser may: history's trigger is switched off for the moment."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {names}"))


@pytest.fixture
def world(app: Flask) -> World:
    """People, programmes and cohorts, made through the real actions."""
    return World(app)


class Keeps(Protocol):
    """What the fixture `kept` gives."""

    def __call__(self, build: Callable[[World], T]) -> T: ...


@pytest.fixture(scope="session")
def shelf(built_app: Flask, database_url: str, workplace: Path) -> Iterator[Shelf]:
    """The worlds that this process has built to be used again."""
    shelf = Shelf(database_url, workplace)
    yield shelf
    with built_app.app_context():
        db.engine.dispose()
    shelf.clear()


@pytest.fixture
def kept(app: Flask, shelf: Shelf) -> Keeps:
    """`kept(build)` gives what `build(world)` gave: the first test of a process that asks builds
    it, the others find database and files as they were then, whatever a test did to them."""

    def let_go() -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()

    def give(build: Callable[[World], T]) -> T:
        if build in shelf.things:
            let_go()
            shelf.put_back(build)
        else:
            thing = build(World(app))
            let_go()
            shelf.keep(build, thing)
        forget(app)
        return cast(T, shelf.things[build])

    return give


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser nobody has signed in with, which checks every page it is shown."""
    return Browser(app)


@pytest.fixture(scope="session")
def on_postgresql(database_url: str) -> bool:
    return database_url.startswith("postgresql")


@pytest.fixture(autouse=True)
def _default_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine's leaks into a test."""
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "PUBLIC_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    assert "COHORT_ENV" not in os.environ or os.environ["COHORT_ENV"] != "production"
