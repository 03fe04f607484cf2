"""Migration 007 keeps the locks that threads have, both ways."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from cohort.accounts.models import User
from cohort.db import db
from cohort.discussions.models import Thread, ThreadLock
from cohort.operations import migrating
from cohort.site import demo
from tests.migrations.test_clean_names import revision
from tests.migrations.test_migrations import fresh as fresh
from tests.migrations.test_migrations import move


def rows(query: str) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.execute(sa.text(query)))


def test_a_locked_thread_stays_locked_since_the_same_moment(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        assert demo.load()
        thread_id, since, title, who = db.session.execute(
            sa.select(ThreadLock.thread_id, ThreadLock.locked_at, Thread.title, User.name)
            .join(Thread, Thread.id == ThreadLock.thread_id)
            .join(User, User.id == ThreadLock.locked_by)
        ).one()
        assert (title, who) == ("Pages that will not open from work laptops", "Sam Okonjo")
        db.session.rollback()
        while revision() != "006":
            move("-1")
        before = rows("SELECT id FROM thread WHERE locked_at IS NOT NULL")
        assert before == [(thread_id,)]
        migrating.migrate()
        again = db.session.scalars(sa.select(ThreadLock)).one()
        assert (again.thread_id, again.locked_at) == (thread_id, since)
        assert again.locked_by is None, "who it was had not been kept before"
