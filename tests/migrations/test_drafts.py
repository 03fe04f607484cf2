"""Migration 013 keeps the editor's drafts, both ways, and sends those of threads no way back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from cohort.accounts.models import User
from cohort.db import db
from cohort.drafts.models import Draft
from cohort.kernel import clock
from cohort.operations import migrating
from cohort.programmes.models import Programme
from cohort.site import demo
from tests.migrations.test_clean_names import revision
from tests.migrations.test_migrations import fresh as fresh
from tests.migrations.test_migrations import move


def rows(query: str) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.execute(sa.text(query)))


def test_drafts_of_the_course_survive_both_ways(fresh: Flask) -> None:
    with fresh.app_context():
        migrating.migrate()
        assert demo.load()
        programme_id = db.session.scalars(sa.select(Programme.id).limit(1)).one()
        user_id = db.session.scalars(sa.select(User.id).order_by(User.id).limit(1)).one()
        target = "module:7"
        mine = {"user_id": user_id, "programme_id": programme_id, "based_on": 3}
        facts = {"body": "Half a thought"}
        db.session.add(Draft(**mine, kind="course_text", target=target, key="a" * 13, facts=facts))
        db.session.add(Draft(**mine, kind="thread", target="new", key="b" * 13, facts=facts))
        finished = {"facts": {}, "has_words": False, "finished_at": clock.now()}
        db.session.add(Draft(**mine, kind="course_text", target=target, key="c" * 13, **finished))
        db.session.commit()
        while revision() >= "013":
            move("-1")
        assert rows("SELECT target, base_version FROM draft") == [(f"{target}:{'a' * 13}", 3)]
        migrating.migrate()
        draft = db.session.scalars(sa.select(Draft)).one()
        assert (draft.target, draft.key, draft.about) == (target, "a" * 13, "")
        assert (draft.kind, draft.based_on, draft.facts) == ("course_text", 3, facts)
        assert draft.has_words
        assert draft.finished_at is None
