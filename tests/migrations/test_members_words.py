"""What members wrote before is rendered again by migration 009, as it was typed."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from cohort.db import db
from cohort.operations import migrating
from cohort.site import demo
from tests.migrations.test_migrations import fresh as fresh
from tests.migrations.test_migrations import move


def test_words_that_were_lost_come_back(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        assert demo.load()
        db.session.rollback()
        while revision() not in ("007", "008"):
            move("-1")
        for table in ("post", "reflection"):
            put(table, r"Give it 3~4 weeks, or 5~6: C:\temp\_new", "<p>Give it 3<del>4 …</del></p>")
        move("009")
        for table in ("post", "reflection"):
            assert html(table) == {"<p>Give it 3~4 weeks, or 5~6: C:\\temp\\_new</p>\n"}


def revision() -> str | None:
    """The revision in the database."""
    with db.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def put(table: str, body: str, made: str) -> None:
    """Everybody wrote the same."""
    with db.engine.begin() as connection:
        changed = sa.text(f"UPDATE {table} SET body = :body, body_html = :made")
        connection.execute(changed, {"body": body, "made": made})


def html(table: str) -> set[str]:
    """What is shown of it."""
    with db.engine.connect() as connection:
        return set(connection.scalars(sa.text(f"SELECT body_html FROM {table}")))
