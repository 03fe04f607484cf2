"""What was called saved is on the disk; what was deleted is overwritten."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response

from cohort.db import db, reading
from cohort.web import after_response

NORMAL, FULL, ON = 1, 2, 1  # as SQLite numbers them


def pragma(name: str) -> int:
    return int(db.session.execute(sa.text(f"PRAGMA {name}")).scalar_one())


@pytest.mark.parametrize("only_reads", [False, True])
def test_a_commit_waits_for_the_disk(app: Flask, only_reads: bool, on_postgresql: bool) -> None:
    with app.app_context(), reading(only_reads):
        if on_postgresql:
            waits = db.session.execute(sa.text("SHOW synchronous_commit")).scalar_one()
            assert waits == "on"
            return
        assert pragma("synchronous") == FULL
        assert pragma("secure_delete") == ON


def test_a_trail_that_is_safe_to_lose_does_not_wait_and_leaves_no_trace(
    app: Flask, on_postgresql: bool
) -> None:
    seen: list[Any] = []

    def look(connection: sa.Connection, *_more: object) -> None:
        raw: Any = connection.connection.driver_connection
        ask = "SHOW synchronous_commit" if on_postgresql else "PRAGMA synchronous"
        seen.append(raw.execute(ask).fetchone()[0])

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", look)
        try:
            response = Response()
            with app.test_request_context():
                after_response.leave(response, sa.text("DELETE FROM heartbeat WHERE 1 = 0"))
            response.close()
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", look)
        assert seen[-1] == ("off" if on_postgresql else NORMAL)
        for _ in range(5):
            ask = "SHOW synchronous_commit" if on_postgresql else "PRAGMA synchronous"
            assert db.session.execute(sa.text(ask)).scalar_one() == (
                "on" if on_postgresql else FULL
            )
            db.session.rollback()


def test_what_is_deleted_is_not_left_in_the_file(app: Flask, on_postgresql: bool) -> None:
    if on_postgresql:
        return  # it has no such setting: VACUUM gives the room to other rows
    words = "a sentence that nobody else would write, quince marmalade"
    with app.app_context():
        path = db.engine.url.database
        assert path
        connection = db.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("CREATE TABLE kept_for_a_moment (words TEXT)")
            cursor.execute("INSERT INTO kept_for_a_moment VALUES (?)", (words,))
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with open(path, "rb") as file:
                assert words.encode() in file.read(), "there was something to delete"
            cursor.execute("DELETE FROM kept_for_a_moment")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with open(path, "rb") as file:
                assert words.encode() not in file.read()
            cursor.execute("DROP TABLE kept_for_a_moment")
        finally:
            connection.close()
