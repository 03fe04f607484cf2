"""Names that came in before they were cleaned are cleaned by migration 006."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from cohort.db import db
from cohort.operations import migrating
from cohort.site import demo
from tests.migrations.test_migrations import fresh as fresh
from tests.migrations.test_migrations import move

BEFORE = {
    "Ann\u202eevil": "Annevil",
    "Ann\nBcc: x": "Ann Bcc: x",
    "\u2800": "No name given",
    "\u0301": "No name given",
    "Zoe\u0308": "Zoë",
    "علی\u200cرضا": "علی\u200cرضا",
}


def test_names_of_before_are_cleaned(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        assert demo.load()
        db.session.rollback()
        while revision() != "005":
            move("-1")
        for typed, kept in BEFORE.items():
            for column in (
                "user_account.name",
                "expression_of_interest.name",
                "programme.contact_name",
            ):
                put(column, typed)
            move("006")
            assert names("user_account.name") == names("expression_of_interest.name") == {kept}
            optional = "" if kept == "No name given" else kept
            assert names("programme.contact_name") == {optional}
            move("-1")


def revision() -> str | None:
    """The revision in the database."""
    with db.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def put(column: str, text: str) -> None:
    table, _, name = column.partition(".")
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {table} SET {name} = :text"), {"text": text})


def names(column: str) -> set[str]:
    table, _, name = column.partition(".")
    with db.engine.connect() as connection:
        return set(connection.scalars(sa.text(f"SELECT {name} FROM {table}")))
