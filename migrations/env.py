"""Runs the migrations on the connection that cohort.operations.migrating opened."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context

import cohort.app  # noqa: F401 - loads every feature's models
from cohort.db import Base, UtcDateTime
from cohort.search.models import is_full_text


def is_ours(thing: Any, name: str | None, kind: str, _reflected: bool, _compare: Any) -> bool:
    """The queue keeps tables of its own in PostgreSQL; they are not ours to migrate. Nor does the
    model of the search index know what each database keeps for full text."""
    if kind in ("table", "index") and (name or "").startswith("huey_"):
        return False
    table = getattr(getattr(thing, "table", None), "name", None)
    return not is_full_text(name, kind, table)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name our own column type as SQLAlchemy's, so that they outlive our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=is_ours,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations with `flask site setup`, which takes turns with others.")
run(connection)
