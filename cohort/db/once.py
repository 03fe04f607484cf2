"""Inserts what a form sends once, however often its button is pressed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from cohort.db import Base, db
from cohort.db.write_lock import write
from cohort.kernel.submissions import Sent, find_same, key_to_use

Made = TypeVar("Made")
KEY = "submission_key"


class KeyTaken(Exception):
    """Another request has written something with this key, in this very moment."""


def insert_once(
    submission_key: str,
    find: Callable[[str], Sequence[Sent]],
    words: tuple[Any, ...],
    make: Callable[[str], Made],
) -> Made | Sent:
    """What `make` returns, or what an earlier submission of the same words made.

    `find` gives what this person sent with a key, or lately. `make` adds rows with the key that
    it is given; a unique constraint on that key decides when both requests of a double press
    arrive in the same instant. What is only one row is cheaper by `insert_row_once`.
    """

    def make_whole(key: str) -> Made:
        with db.session.begin_nested():  # several rows, or one through the session: all or none
            return make(key)

    return insert_row_once(submission_key, find, words, make_whole)


def insert_row_once(
    submission_key: str,
    find: Callable[[str], Sequence[Sent]],
    words: tuple[Any, ...],
    make: Callable[[str], Made],
) -> Made | Sent:
    """The same for a `make` that inserts its row by `insert_row`, before anything else: that
    needs no savepoint. When the key went to other words in the same instant, these get another."""
    sent = find(submission_key)
    same = find_same(sent, words)
    if same:
        return same
    key = key_to_use(sent, submission_key)
    try:
        return make(key)
    except (IntegrityError, KeyTaken) as error:  # the other request was quicker
        sent = find(key)
        same = find_same(sent, words)
        if same is None and isinstance(error, IntegrityError):
            raise
        return same or make(key_to_use(sent, key))


def insert_row(model: type[Base], facts: Mapping[str, Any]) -> None:
    """Insert a row with a submission key, past the session. Raises KeyTaken, and has written
    nothing, when there is one with this key; its transaction goes on."""
    statement = _insert(model, db.engine.dialect.name)
    if write(statement, facts).first() is None:
        raise KeyTaken(f"{model.__tablename__} has {facts[KEY]}")


@functools.cache
def _insert(model: type[Base], dialect: str) -> sa.Executable:
    table: Any = model.__table__
    unique = next(c for c in table.constraints if isinstance(c, sa.UniqueConstraint) and KEY in c.c)
    dialects: Any = {"sqlite": sqlite, "postgresql": postgresql}
    insert = dialects[dialect].insert(table)
    statement: sa.Executable = insert.on_conflict_do_nothing(
        index_elements=unique.columns.keys()
    ).returning(table.c.id)
    return statement
