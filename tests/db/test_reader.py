"""Rows that a page reads past the session are those that SQLAlchemy would give."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError

from cohort.access.actor import Role
from cohort.accounts.models import Profile, User
from cohort.db import db, fetch, reading, set_reading
from cohort.kernel import clock
from cohort.programmes.models import Cohort, Membership
from tests.architecture.counting import queries_of
from tests.world import World

NAMES = sa.select(User.name).where(User.name.in_(sa.bindparam("names", expanding=True)))
EVERYTHING = (
    sa.select(
        User.name,
        User.created_at,
        Cohort.starts_on,
        Cohort.status,
        Membership.role,
        Profile.seen_by,
        (User.id == sa.bindparam("me")).label("is_me"),
        sa.func.count(Membership.id).over().label("all_members"),
        sa.literal("100%").label("literal"),
    )
    .join(Membership, Membership.user_id == User.id)
    .join(Cohort, Cohort.id == Membership.cohort_id)
    .outerjoin(Profile, Profile.user_id == User.id)
    .where(
        Membership.role.in_([Role.PARTICIPANT, Role.FACILITATOR]),
        User.created_at <= sa.bindparam("now"),
        Cohort.starts_on > sa.bindparam("day"),
    )
    .order_by(User.name)
    .limit(sa.bindparam("most"))
)


@pytest.fixture
def facts(world: World) -> dict[str, Any]:
    """Two people in a cohort, one with a profile."""
    cohort = world.cohort(world.programme())
    people = [world.person("Ann"), world.person("Béa")]
    for person, role in zip(people, (Role.FACILITATOR, Role.PARTICIPANT), strict=True):
        world.join(person, cohort, role)
    with world.app.app_context():
        db.session.merge(Profile(user_id=people[0].id, seen_by={"job": "me"}))
        db.session.commit()
        day = db.session.scalars(sa.select(Cohort.starts_on)).one().replace(year=2000)
    return {"me": people[0].id, "now": clock.now(), "day": day, "most": 5}


@pytest.mark.parametrize("only_reads", [True, False])
def test_every_type_goes_in_and_comes_out_as_by_sqlalchemy(
    world: World, facts: dict[str, Any], only_reads: bool
) -> None:
    with world.app.test_request_context():
        set_reading(only_reads)
        for _ in range(2):
            found = fetch(EVERYTHING, **facts).mappings().all()
            asked = db.session.execute(EVERYTHING, facts).mappings().all()
            assert [dict(row) for row in found] == [dict(row) for row in asked]
            assert [[type(value) for value in row.values()] for row in found] == [
                [type(value) for value in row.values()] for row in asked
            ]
        assert [(row["name"], row["is_me"], row["literal"]) for row in found] == [
            ("Ann", True, "100%"),
            ("Béa", False, "100%"),
        ]
        with pytest.raises((KeyError, DBAPIError)):
            fetch(EVERYTHING, **{name: facts[name] for name in facts if name != "day"})
        set_reading(False)


@pytest.mark.parametrize("names", [[], ["Béa"], ["Ann", "Béa"], ["Ann", "Béa", "'; --"], ["%s"]])
def test_a_list_may_have_any_length(world: World, facts: dict[str, Any], names: list[str]) -> None:
    with world.app.test_request_context():
        set_reading(True)
        for _ in range(2):
            assert set(fetch(NAMES, names=names).scalars()) == {"Ann", "Béa"} & set(names)
        set_reading(False)


def test_where_something_was_written_it_is_seen(world: World, facts: dict[str, Any]) -> None:
    with world.app.app_context():
        db.session.execute(sa.update(User).where(User.id == facts["me"]).values(name="Anne"))
        assert fetch(EVERYTHING, **facts).first().name == "Anne"
        db.session.rollback()
        with reading():  # no request that reads: the session's connection here too
            assert fetch(EVERYTHING, **facts).first().name == "Ann"
        db.session.rollback()


def test_a_session_takes_the_connection_over(world: World, facts: dict[str, Any]) -> None:
    with world.app.test_request_context():
        pool: Any = db.engine.pool
        set_reading(True)
        assert fetch(EVERYTHING, **facts).first().name == "Ann"
        assert pool.checkedout() == 1
        assert db.session.get_one(User, facts["me"]).name == "Ann"
        assert fetch(EVERYTHING, **facts).first().name == "Ann"
        assert pool.checkedout() == 1
        set_reading(False)


def test_a_page_sees_what_was_committed_since_the_last_and_gives_its_connection_back(
    world: World, facts: dict[str, Any]
) -> None:
    app = world.app
    with app.app_context():  # requests inside share it, and its session
        for name in ("Anne", "Annie"):
            with queries_of(world) as made, app.test_client() as client:
                assert client.get("/sign-in").status_code == 200
                set_reading(True)
                before = fetch(EVERYTHING, **facts).first().name
                set_reading(False)
            assert len([sql for sql in made if "count(membership.id) OVER" in sql]) == 1
            pool: Any = db.engine.pool
            assert pool.checkedout() == 0
            assert before != name
            db.session.execute(sa.update(User).where(User.id == facts["me"]).values(name=name))
            db.session.commit()
            db.session.remove()


@pytest.mark.parametrize("only_reads", [True, False])
def test_an_error_is_sqlalchemys_and_quotes_nothing_typed(
    app: Flask, on_postgresql: bool, only_reads: bool
) -> None:
    asked = sa.select(sa.bindparam("words", type_=sa.Text), sa.column("no_such_column"))
    with app.test_request_context():
        set_reading(only_reads)
        with pytest.raises(DBAPIError, match="no_such_column") as caught:
            fetch(asked, words="what somebody typed")
        assert isinstance(caught.value, OperationalError) is not on_postgresql
        assert "what somebody typed" not in str(caught.value)
        db.session.rollback()
        assert fetch(sa.select(sa.func.count(User.id))).scalar_one() == 0, "and it goes on"
        set_reading(False)


def test_what_reads_cannot_write(app: Flask, on_postgresql: bool) -> None:
    asked: sa.SelectBase = (
        sa.select(sa.func.current_setting("transaction_read_only").label("reads_only"))
        if on_postgresql
        else sa.select(sa.column("query_only")).select_from(sa.text("pragma_query_only"))
    )
    with app.test_request_context():
        set_reading(True)
        assert fetch(asked).scalar_one() in ("on", 1)
        set_reading(False)
