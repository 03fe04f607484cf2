"""What a request costs on PostgreSQL: its queries and nothing else, planned once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from cohort.app import create_app
from cohort.db import db, postgresql, reading
from tests import round_trips
from tests.client import Browser
from tests.conftest import config_for
from tests.world import Person, World

pytestmark = pytest.mark.only_postgresql

WARM = 8  # psycopg prepares what it has run five times
PAGES = (  # address, how often the page asks the database: as often as it makes queries
    ("", 4),
    ("/log", 2),
    ("/people", 2),
    ("/threads", 4),
    ("/search?q=words", 4),
)


@pytest.fixture
def reader(world: World) -> tuple[Person, str]:
    programme = world.programme()
    world.modules(programme)
    cohort = world.cohort(programme)
    person = world.person()
    world.join(person, cohort)
    world.thread(person, cohort)
    world.reflection(person, cohort)
    return person, f"/cohorts/{cohort}"


def prepared(app: Flask) -> list[str]:
    """The statements that the pool's one connection has prepared."""
    with app.app_context(), reading(), db.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements")
        return list(found.scalars())


@pytest.fixture
def one_connection(app: Flask) -> Iterator[Flask]:
    """The app, whose pool begins with nothing in it."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_statements_stay_prepared_from_request_to_request(
    world: World, reader: tuple[Person, str], one_connection: Flask
) -> None:
    browser = world.browser(reader[0])
    for _ in range(WARM):
        assert browser.get(f"{reader[1]}/log").status == 200
    before = prepared(one_connection)
    assert any("FROM reflection" in statement for statement in before)
    assert any("FROM membership" in " ".join(statement.split()) for statement in before)
    assert browser.get(f"{reader[1]}/log/0000000000000").status == 404
    form = browser.get(f"{reader[1]}/log/new")
    assert browser.send(form, "/log", title="", body="Words").status == 303
    assert set(before) <= set(prepared(one_connection))


def test_a_page_asks_the_database_no_more_than_its_queries(
    reader: tuple[Person, str], database_url: str, workplace: Path
) -> None:
    with round_trips.counted(database_url) as between:
        app = create_app(config_for(between.url, workplace))
        try:
            browser = World(app).browser(reader[0])
            found = {}
            for address, _ in PAGES:
                for _ in range(WARM):
                    assert browser.get(reader[1] + address).status == 200
                # At the least: every 30 seconds a page also reads the site's settings.
                found[address] = min(_asked(between, browser, reader[1] + address) for _ in "123")
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    assert found == dict(PAGES)


def _asked(between: round_trips.Between, browser: Browser, address: str) -> int:
    before = between.asked
    browser.get(address)
    return between.asked - before


@pytest.mark.parametrize("is_told", [True, False])
def test_a_connection_that_died_while_it_rested_is_replaced(
    world: World,
    reader: tuple[Person, str],
    one_connection: Flask,
    monkeypatch: pytest.MonkeyPatch,
    is_told: bool,
) -> None:
    """Whether its farewell arrives (a server that stops), or nothing does (a cut cable)."""
    browser = world.browser(reader[0])
    assert browser.get(reader[1]).status == 200
    if not is_told:
        monkeypatch.setattr(postgresql, "_has_news", lambda _raw: False)
        monkeypatch.setattr(postgresql, "IDLE_SECONDS", 0.0)
    with one_connection.app_context():
        other = sa.create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
        with other.connect() as connection:
            ended = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).scalar_one()
        other.dispose()
    assert ended >= 1
    assert browser.get(reader[1]).status == 200
    form = browser.get(f"{reader[1]}/log/new")
    assert browser.send(form, "/log", title="", body="Words").status == 303


def test_reading_and_writing_take_turns_on_one_connection(one_connection: Flask) -> None:
    table = "CREATE TABLE turns (n integer)"
    with one_connection.app_context():
        for number in range(3):
            with reading(), pytest.raises(DBAPIError, match="read-only"):
                db.session.execute(sa.text(table))
            db.session.rollback()
            with reading():
                assert db.session.scalar(sa.text("SELECT 1")) == 1
            db.session.rollback()
            db.session.execute(sa.text(table))
            db.session.execute(sa.insert(sa.table("turns", sa.column("n"))).values(n=number))
            assert db.session.scalar(sa.text("SELECT n FROM turns")) == number
            db.session.rollback()  # a transaction, this time: nothing of it stays
            assert db.session.scalar(sa.text("SELECT to_regclass('turns')")) is None
            db.session.rollback()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
            alone.exec_driver_sql("VACUUM post")
        with reading(), pytest.raises(DBAPIError, match="read-only"):
            db.session.execute(sa.text(table))
        db.session.rollback()
