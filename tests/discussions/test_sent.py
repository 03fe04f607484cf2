"""What an author sent lately is found by two lookups, however much they wrote before."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.db import db
from cohort.discussions.queries import posts, sent_by
from cohort.kernel import clock, ids
from cohort.kernel.submissions import MOST_SENT, ids_since, lately
from cohort.reflections import queries as reflections
from tests.world import World


def test_what_has_the_key_and_what_is_recent_is_found(world: World) -> None:
    person, cohort = world.person(), world.cohort(world.programme())
    world.join(person, cohort)
    with time_machine.travel(clock.now() - dt.timedelta(days=3)):
        thread = world.thread(person, cohort, "Questions")
        old = world.post(person, cohort, thread, "Long ago")
        world.post(person, cohort, thread, "Long ago too")
    new = world.post(person, cohort, thread, "Just now")
    with world.database():
        viewer = world.actor(person, cohort)
        found = posts.Post.submission_key
        key = db.session.scalars(sa.select(found).where(posts.Post.id == old)).one()
        assert {(one.id, one.words) for one in sent_by(viewer, key)} == {
            (old, (thread, "Questions", "Long ago")),
            (new, (thread, "Questions", "Just now")),
        }
        assert [one.id for one in sent_by(viewer, "never used")] == [new]


@pytest.mark.parametrize(
    ("query", "searches"),
    [
        (posts.SENT, {"ix_post_author_id_id (author_id=? AND id>?)"}),
        (
            reflections.SENT,
            {"ix_reflection_author_id_cohort_id_id (author_id=? AND cohort_id=? AND id>?)"},
        ),
    ],
    ids=["posts", "reflections"],
)
def test_nothing_older_is_walked_through(
    world: World, query: sa.Executable, searches: set[str], on_postgresql: bool
) -> None:
    facts = {"author_id": 7, "cohort_id": 8, "key": "0" * 13}
    facts |= {"lately": lately(), "ids_since": ids_since()}
    with world.database():
        connection = db.session.connection()
        if on_postgresql:
            assert connection.execute(query, facts).all() == []
            return
        text = query.compile(connection, compile_kwargs={"literal_binds": False})
        values = text.construct_params(facts)
        marks = [values[name] for name in text.positiontup or ()]
        marks = [str(mark) if isinstance(mark, dt.datetime) else mark for mark in marks]
        steps = [
            row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", tuple(marks))
        ]
        for search in searches:
            assert any(search in step for step in steps), steps
        assert any("submission_key=?" in step for step in steps), steps
        assert not [step for step in steps if step.startswith(("SCAN post", "SCAN reflection"))]


def test_no_more_are_compared_than_anybody_sends(world: World) -> None:
    person, cohort = world.person(), world.cohort(world.programme())
    world.join(person, cohort)
    thread = world.thread(person, cohort)
    for number in range(MOST_SENT + 3):
        world.post(person, cohort, thread, f"Number {number}")
    with world.database():
        found = sent_by(world.actor(person, cohort), ids.write_id(7))
    assert len(found) == MOST_SENT
    assert found[0].words[2] == f"Number {MOST_SENT + 2}"
