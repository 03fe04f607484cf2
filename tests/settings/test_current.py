"""Settings: defaults, what is saved over them, and how soon it is seen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from cohort import features
from cohort.access.actor import NOBODY
from cohort.app import create_app
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.programmes.settings import INVITATION_DAYS
from cohort.settings import actions
from cohort.settings.current import (
    REREAD_SECONDS,
    all_current,
    current,
    defaults,
    definitions,
    forget,
)
from cohort.settings.models import Setting
from cohort.settings.settings import SITE_NAME
from tests.architecture.counting import queries_of
from tests.client import Browser
from tests.conftest import config_for
from tests.world import World


def save(world: World, **values: Any) -> None:
    with world.database():
        for name, value in values.items():
            actions.change(NOBODY, name, value)


def test_what_nobody_changed_has_its_default(app: Flask) -> None:
    with app.app_context():
        assert all_current() == defaults()
        assert (current(SITE_NAME), current(INVITATION_DAYS)) == (
            "Commissioning with Communities",
            21,
        )


def test_the_default_name_is_the_environments(
    tmp_path: Path, database_url: str, app: Flask
) -> None:
    named = create_app(config_for(database_url, tmp_path, site_name="Learning by the Sea"))
    with named.app_context():
        assert current(SITE_NAME) == "Learning by the Sea"
        actions.change(NOBODY, "site_name", "Learning on Land")
        db.session.commit()
        assert current(SITE_NAME) == "Learning on Land"
        db.engine.dispose()


def test_a_change_is_seen_at_once_by_the_process_that_saved_it(world: World) -> None:
    assert "Commissioning with Communities" in Browser(world.app).get("/").title
    save(world, site_name="Ffordd & Co")
    page = Browser(world.app).get("/cookies")
    assert page.title.endswith("– Ffordd & Co")
    assert "Commissioning with Communities" not in page.body


def test_a_change_that_is_rolled_back_is_never_seen(world: World) -> None:
    with world.app.app_context():
        current(SITE_NAME)
        actions.change(NOBODY, "site_name", "Never")
        db.session.rollback()
        assert current(SITE_NAME) == "Commissioning with Communities"


def test_another_process_sees_it_within_thirty_seconds(
    world: World, database_url: str, tmp_path: Path
) -> None:
    other = create_app(config_for(database_url, tmp_path))
    with other.app_context():
        assert current(INVITATION_DAYS) == 21
    save(world, invitation_days=30)
    with other.app_context():
        assert current(INVITATION_DAYS) == 21, "it had read the table a moment ago"
        read_at, kept = other.extensions["settings"]
        other.extensions["settings"] = (read_at - REREAD_SECONDS, kept)
        assert current(INVITATION_DAYS) == 30
        db.engine.dispose()


def test_the_table_is_read_once_for_many_pages(world: World) -> None:
    made: list[str] = []
    with world.app.app_context():
        engine = db.engine
    note = lambda _conn, _cursor, sql, *_: made.append(sql)  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        for _ in range(3):
            Browser(world.app).get("/cookies")
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert sum("FROM setting" in sql for sql in made) == 1
    with queries_of(world) as counted:
        forget(world.app)
        Browser(world.app).get("/cookies")
    assert counted == []


def test_without_a_table_the_defaults_hold(tmp_path: Path) -> None:
    empty = create_app(config_for(f"sqlite:///{tmp_path / 'new.db'}", tmp_path, site_name="New"))
    with empty.app_context():
        assert current(SITE_NAME) == "New"
        db.engine.dispose()


def test_a_change_in_a_writing_transaction_does_not_wait_for_itself(world: World) -> None:
    """Settings are read on a connection of their own; SQLite has one writer at a time."""
    with world.database():
        actions.change(NOBODY, "invitation_days", 5)
        forget()
        assert current(INVITATION_DAYS) == 21
    with world.app.app_context():
        assert current(INVITATION_DAYS) == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("invitation_days", 0),
        ("invitation_days", 181),
        ("invitation_days", "30"),
        ("invitation_days", True),
        ("site_name", ""),
        ("site_name", "x" * 201),
        ("site_name", 7),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_refused_and_ignored(
    world: World, name: str, value: Any
) -> None:
    with world.database(), pytest.raises(DomainError):
        actions.change(NOBODY, name, value)
    with world.database():  # as another release might have left it
        db.session.add(Setting(name=name, value=value, previous=None))
    with world.app.app_context():
        forget()
        assert all_current()[name] == defaults()[name]


def test_a_setting_that_this_release_does_not_know_is_left_alone(world: World) -> None:
    with world.database():
        db.session.add(Setting(name="from_the_future", value="x", previous=None))
    with world.app.app_context():
        forget()
        assert all_current() == defaults()


def test_each_change_is_on_record_with_the_old_and_the_new(world: World) -> None:
    save(world, invitation_days=30)
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        save(world, invitation_days=40)
    save(world, invitation_days=40)  # nothing new
    save(world, invitation_days=None)
    save(world, site_name=None)  # it has its default already
    with world.app.app_context():
        told = db.session.scalars(
            sa.select(HistoryEntry)
            .where(HistoryEntry.action == "setting:change")
            .order_by(HistoryEntry.id)
        ).all()
        assert [entry.details["changed"] for entry in told] == [
            {"An invitation lasts": ["21", "30"]},
            {"An invitation lasts": ["30", "40"]},
            {"An invitation lasts": ["40", "21"]},
        ]
        row = db.session.scalars(sa.select(Setting)).one()
        assert (row.value, row.previous) == (None, 40)
        assert current(INVITATION_DAYS) == 21


def test_every_setting_says_what_it_is() -> None:
    assert definitions()
    for name, definition in definitions().items():
        assert definition.name == name
        assert len(name) <= 60
        if definition.group is None:
            continue  # the site notes it for itself
        assert definition.label
        assert definition.allows(definition.default), f"{name}'s default is out of its bounds"


def test_two_features_cannot_use_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = [INVITATION_DAYS, dataclasses.replace(INVITATION_DAYS, label="Another")]
    monkeypatch.setattr(features, "declared", lambda *_: twice)
    definitions.cache_clear()
    try:
        with pytest.raises(ValueError, match="Two settings are called invitation_days"):
            definitions()
    finally:
        definitions.cache_clear()


def test_what_the_site_notes_for_itself_is_on_no_page_and_cannot_be_reset(world: World) -> None:
    admin = world.browser(world.person("Ada Admin", administrator=True))
    page = admin.get("/admin/settings")
    assert "An invitation lasts" in page.text
    assert "privacy_notice" not in page.body
    where = "/admin/settings/privacy_notice/default"
    assert admin.post(where, {"csrf_token": admin.token()}).status == 404
