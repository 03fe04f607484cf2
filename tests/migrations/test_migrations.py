"""Migrations: head equals the models; down and up again with data in place; one head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import DBAPIError

from cohort.app import create_app
from cohort.audit_log.models import HistoryEntry
from cohort.db import Base, db
from cohort.operations import health, migrating
from cohort.search.models import is_full_text
from cohort.site import demo
from tests import databases
from tests.conftest import config_for
from tests.world import World


@pytest.fixture
def fresh(on_postgresql: bool, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own, without tables."""
    if on_postgresql:
        with databases.postgresql() as url:
            app = create_app(config_for(url, tmp_path))
            yield app
            with app.app_context():
                db.engine.dispose()
        return
    app = create_app(config_for(f"sqlite:///{tmp_path / 'fresh.db'}", tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def move(target: str) -> None:
    with db.engine.connect() as connection:
        config = migrating.alembic_config(connection)
        if target in ("base", "-1"):
            command.downgrade(config, target)
        else:
            command.upgrade(config, target)
        connection.commit()


def test_there_is_one_head() -> None:
    heads = ScriptDirectory.from_config(migrating.alembic_config()).get_heads()
    assert len(heads) == 1, f"two migrations follow the same one: {heads}"


def test_the_newest_revision_is_the_head() -> None:
    head = ScriptDirectory.from_config(migrating.alembic_config()).get_current_head()
    assert health.newest_revision() == head, "name migrations NNN_what.py, with revision 'NNN'"


def all_but_full_text(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """What each database keeps for searching, which no model can name on both."""
    return not is_full_text(name, kind, getattr(getattr(thing, "table", None), "name", None))


def test_head_equals_the_models(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        with db.engine.connect() as connection:
            opts = {"compare_type": True, "include_object": all_but_full_text}
            context = MigrationContext.configure(connection, opts=opts)
            assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_with_data_in_place(fresh: Flask) -> None:
    """Each step down and up, from the newest, with the whole demo in the database."""
    with fresh.app_context():
        migrating.migrate()
        assert demo.load()
        steps = list(ScriptDirectory.from_config(migrating.alembic_config()).walk_revisions())
        for _ in steps:
            move("-1")
        assert health.revision_in_database() is None
        db.session.rollback()
        names = sa.inspect(db.engine).get_table_names()
        assert [name for name in names if name != "alembic_version"] == []
        migrating.migrate()
        assert health.revision_in_database() == health.newest_revision()
        db.session.rollback()
        assert demo.load()


def test_migrating_again_changes_nothing(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        demo.load()
        before = db.session.scalar(sa.text("SELECT count(*) FROM post"))
        db.session.rollback()
        migrating.migrate()
        assert db.session.scalar(sa.text("SELECT count(*) FROM post")) == before > 0


def test_a_database_newer_than_the_code_is_refused_in_words(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        with db.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '999'"))
        with pytest.raises(migrating.MigrationRefused, match="newer than the code") as refused:
            migrating.migrate()
        assert "Nothing was changed" in str(refused.value)


@pytest.mark.parametrize("statement", ["UPDATE history SET action = 'x'", "DELETE FROM history"])
def test_history_refuses_to_be_changed(world: World, app: Flask, statement: str) -> None:
    world.programme()
    assert world.count(HistoryEntry) >= 2
    with app.app_context(), pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(sa.text(statement))
    assert world.count(HistoryEntry) >= 2
