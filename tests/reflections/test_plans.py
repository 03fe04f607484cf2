"""What the log's queries cost a person who has written much: a page of rows, not all of them.

PostgreSQL keeps one plan of each prepared statement for everybody: it is made without knowing
whose log is asked for, from a table in which most people have written little.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.course_modules.models import Prompt
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.programmes.models import Cohort
from cohort.reflections.models import Reflection
from cohort.reflections.queries import ANSWERS, LOG, answers_to, reflections_visible_to
from tests.world import Person, World

MUCH, LITTLE, PEOPLE = 3000, 20, 60
MOST_BLOCKS = 100  # 8 kB each, read for one page; walking all of the keen writer's takes far more


@pytest.fixture
def keen(world: World) -> tuple[Person, dict[str, Any]]:
    """Somebody with 3,000 entries among 60 people with 20 each, and the queries' parameters."""
    programme = world.programme()
    world.modules(programme)
    slug = world.cohort(programme)
    people = [world.person() for _ in range(PEOPLE)]
    for person in people:
        world.join(person, slug)
    with world.database():
        cohort = db.session.scalars(sa.select(Cohort)).one()
        prompts = list(db.session.scalars(sa.select(Prompt)))
        facts = {"author_id": people[0].id, "cohort_id": cohort.id}
        facts |= {"programme_id": cohort.programme_id, "keys": [prompt.key for prompt in prompts]}
        for person in people:
            entries = MUCH if person is people[0] else LITTLE
            db.session.execute(
                sa.insert(Reflection),
                [_entry(person, cohort, number, prompts) for number in range(entries)],
            )
        db.session.commit()
    return people[0], facts


def _entry(person: Person, cohort: Cohort, number: int, prompts: list[Prompt]) -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "author_id": person.id,
        "cohort_id": cohort.id,
        "prompt_id": prompts[number % len(prompts)].id,
        "body": f"Entry {number} of {person.name}",
        "body_html": "word " * 200,
        "written_at": clock.now(),
        "submission_key": ids.write_id(ids.new_id()),
    }


def test_a_plan_made_for_anybody_reads_little_of_a_long_log(
    world: World, keen: tuple[Person, dict[str, Any]], on_postgresql: bool
) -> None:
    with world.database():
        if on_postgresql:
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
                alone.exec_driver_sql("VACUUM ANALYZE")
        for query, more in ((ANSWERS, {}), (LOG, {"before": ids.BIGGEST})):
            check = _blocks if on_postgresql else _steps
            check(query, keen[1] | more)


def _blocks(query: Any, facts: dict[str, Any]) -> None:
    connection = db.session.connection()
    text = query.params(**facts).compile(connection, compile_kwargs={"literal_binds": True})
    names = {value: f"${n}" for n, value in enumerate(("author_id", "cohort_id"), 1)}
    generic = str(text)
    for name, stand_in in names.items():
        generic = re.sub(rf"'?\b{facts[name]}\b'?(::BIGINT)?", stand_in, generic)
    assert "$1" in generic
    assert "$2" in generic
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    connection.exec_driver_sql(f"PREPARE asked (bigint, bigint) AS {generic}")
    run = f"EXECUTE asked ({facts['author_id']}, {facts['cohort_id']})"
    explained = "\n".join(
        row[0] for row in connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {run}")
    )
    connection.exec_driver_sql("DEALLOCATE asked")
    found = re.search(r"Buffers: shared hit=(\d+)(?: read=(\d+))?", explained)
    assert found, explained
    assert int(found[1]) + int(found[2] or 0) < MOST_BLOCKS, explained


def _steps(query: Any, facts: dict[str, Any]) -> None:
    connection = db.session.connection()
    text = query.params(**facts).compile(connection, compile_kwargs={"literal_binds": True})
    steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    mine = [step for step in steps if step.startswith("SEARCH reflection")]
    narrow = ("prompt_id=?", "(id=?)", "id<?")
    assert mine, steps
    assert all(any(name in step for name in narrow) for step in mine), steps
    assert not [step for step in steps if step.startswith("SCAN reflection")], steps


def test_the_latest_answer_and_the_newest_entries_are_found(
    world: World, keen: tuple[Person, dict[str, Any]]
) -> None:
    person, facts = keen
    with world.database():
        slug = db.session.scalars(sa.select(Cohort.slug)).one()
        viewer = world.actor(person, slug)
        assert viewer.role is Role.PARTICIPANT
        answers = answers_to(viewer, facts["keys"])
        assert answers.keys() == set(facts["keys"])
        for number in range(MUCH - len(facts["keys"]), MUCH):
            key = facts["keys"][number % len(facts["keys"])]
            assert answers[key].start == f"Entry {number} of {person.name}"
        page = reflections_visible_to(viewer)
        assert [row.start for row in page.rows] == [
            f"Entry {number} of {person.name}" for number in range(MUCH - 1, MUCH - 21, -1)
        ]
