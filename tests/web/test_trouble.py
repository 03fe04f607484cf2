"""When the database is locked, full or gone: 503, in words, with what was typed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.db import db
from cohort.reflections.models import Reflection
from tests.client import Browser, Page
from tests.world import World


@pytest.fixture
def writer(world: World) -> tuple[Browser, str]:
    cohort = world.cohort(world.programme())
    person = world.person()
    world.join(person, cohort)
    return world.browser(person), cohort


def send(writer: tuple[Browser, str], form: Page) -> Page:
    return writer[0].send(form, "/log", title="", body="Words worth keeping")


def check_kept(page: Page) -> None:
    assert page.status == 503
    assert "Words worth keeping" in page.body
    assert "Nothing of this request was saved" in page.text
    assert page.response.headers["Retry-After"] == "30"
    assert "Send it again" in page.text


def test_a_locked_database_says_so_and_loses_nothing(
    world: World, writer: tuple[Browser, str], app: Flask
) -> None:
    form = writer[0].get(f"/cohorts/{writer[1]}/log/new")
    with app.app_context():
        engine = sa.create_engine(db.engine.url)
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.connection.dbapi_connection.execute("BEGIN IMMEDIATE")
        else:
            other.execute(sa.text("LOCK TABLE reflection IN ACCESS EXCLUSIVE MODE"))
        check_kept(send(writer, form))
        other.connection.dbapi_connection.rollback()
    engine.dispose()
    assert send(writer, form).status == 303
    assert world.count(Reflection) == 1


def test_a_full_database_says_so_and_loses_nothing(
    world: World, writer: tuple[Browser, str], app: Flask
) -> None:
    form = writer[0].get(f"/cohorts/{writer[1]}/log/new")
    _fill(app)
    try:
        check_kept(writer[0].send(form, "/log", title="", body="Words worth keeping" * 900))
    finally:
        _make_room(app)
    assert send(writer, form).status == 303
    assert world.count(Reflection) == 1


def test_reading_goes_on_while_another_writes(
    world: World, writer: tuple[Browser, str], app: Flask, on_postgresql: bool
) -> None:
    with app.app_context():
        engine = sa.create_engine(db.engine.url)
    with engine.connect() as other:
        if not on_postgresql:
            other.connection.dbapi_connection.execute("BEGIN IMMEDIATE")
        other.execute(sa.text("UPDATE cohort SET name = 'half done'"))
        page = writer[0].get(f"/cohorts/{writer[1]}")
        assert page.status == 200
        assert "half done" not in page.text
        other.rollback()
    engine.dispose()


def test_concurrent_increments_are_all_kept(app: Flask, world: World) -> None:
    """720 increments by 8 threads: Python's own SQLite defaults lose most of them."""
    world.programme()

    def add_ninety() -> None:
        for _ in range(90):
            with app.app_context():
                table = sa.table("programme", sa.column("keep_registrations_months"))
                months = table.c.keep_registrations_months
                lock = sa.select(months).with_for_update()
                value = db.session.scalar(lock)
                db.session.execute(sa.update(table).values(keep_registrations_months=value + 1))
                db.session.commit()

    threads = [threading.Thread(target=add_ninety) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        total = db.session.scalar(sa.text("SELECT keep_registrations_months FROM programme"))
    assert total == 12 + 720


def test_the_error_page_needs_no_database(world: World, writer: tuple[Browser, str]) -> None:
    """A page whose view fails still answers in words, without the viewer."""
    app = world.app

    def fails() -> str:
        raise ZeroDivisionError("planted")

    from cohort.web.guard import public

    kept = app.view_functions["site.cookies"]
    app.view_functions["site.cookies"] = public(fails)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        page = writer[0].get("/cookies")
    finally:
        app.view_functions["site.cookies"] = kept
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert page.status == 500
    assert page.h1 == "Something went wrong here"
    assert "planted" not in page.body


def _fill(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            connection.rollback()
            return
        connection.exec_driver_sql(
            "CREATE FUNCTION pretend_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON reflection "
            "FOR EACH ROW EXECUTE FUNCTION pretend_full()"
        )
        connection.commit()


def _make_room(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
            connection.rollback()
            return
        connection.exec_driver_sql("DROP TRIGGER full_disk ON reflection")
        connection.exec_driver_sql("DROP FUNCTION pretend_full()")
        connection.commit()


def test_instance_folder_is_the_tests_own(workplace: Path) -> None:
    assert workplace.name.startswith("instance")
