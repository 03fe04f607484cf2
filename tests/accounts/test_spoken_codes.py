"""What a code that a facilitator reads out must not open: the facilitator could type it in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.accounts.actions.spoken_codes import make_read_out_code
from cohort.accounts.models import User
from cohort.data_rights.models import AccountDeletion
from cohort.db import db
from cohort.programmes.models import Membership
from tests.client import Browser
from tests.world import Person, World


@pytest.fixture
def programme(world: World) -> str:
    return world.programme()


@pytest.fixture
def cohort(world: World, programme: str) -> str:
    return world.cohort(programme)


@pytest.fixture
def ruth(world: World, cohort: str) -> Person:
    found = world.person("Ruth Adeyemi")
    world.join(found, cohort, Role.FACILITATOR)
    return found


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    found = world.person("Amira Okafor")
    world.join(found, cohort)
    return found


def let_in(world: World, reader: Person, person: Person, cohort: str) -> Browser:
    """A browser signed in by a code that `reader` made."""
    with world.app.test_request_context():
        code = make_read_out_code(world.actor(reader, cohort), person.id, is_host=False)
        db.session.commit()
    browser = Browser(world.app)
    done = browser.submit("/sign-in/code/enter", "/enter", email=person.email, code=code)
    assert done.status == 303
    return browser


def test_it_opens_only_cohorts_that_the_facilitator_hosts(
    world: World, programme: str, cohort: str, ruth: Person, amira: Person
) -> None:
    other = world.cohort(programme, "Cohort behind the wall")
    world.join(amira, other)
    world.thread(amira, other, "Said among ourselves")
    browser = let_in(world, ruth, amira, cohort)
    assert browser.get(f"/cohorts/{cohort}/threads").status == 200
    for path in ("", "/threads", "/people", "/agreement", "/modules"):
        assert browser.get(f"/cohorts/{other}{path}").status == 404, path
    listed = browser.get("/cohorts").text
    assert "Spring cohort" in listed
    assert "Cohort behind the wall" not in listed
    assert "Cohort behind the wall" in world.browser(amira).get("/cohorts").text
    with world.database():
        mine = Membership.user_id == ruth.id
        db.session.execute(sa.update(Membership).where(mine).values(left_at=sa.func.now()))
    assert browser.get(f"/cohorts/{cohort}/threads").status == 404, "who read it out has left"


@pytest.mark.parametrize("becomes", ["administrator", "organiser", "facilitator"])
def test_it_ends_when_the_person_comes_to_host_something(
    world: World, programme: str, cohort: str, ruth: Person, amira: Person, becomes: str
) -> None:
    browser = let_in(world, ruth, amira, cohort)
    assert browser.get("/cohorts").status == 200
    if becomes == "administrator":
        with world.database():
            db.session.get_one(User, amira.id).administrator_since = sa.func.now()
    elif becomes == "organiser":
        world.programme(amira, name="Another programme")
    else:
        world.join(amira, world.cohort(programme, "Autumn"), Role.FACILITATOR)
    for path in ("/cohorts", "/admin", "/organise", f"/cohorts/{cohort}/threads"):
        assert browser.get(path).location.startswith("/sign-in"), path
    assert world.browser(amira).get("/cohorts").status == 200


def test_it_does_not_take_back_a_wish_to_be_deleted(
    world: World, cohort: str, ruth: Person, amira: Person
) -> None:
    own = world.browser(amira)
    own.submit("/account/delete", "/account/delete")
    browser = let_in(world, ruth, amira, cohort)
    page = browser.get("/account/keep")
    refused = browser.post("/account/keep", {"csrf_token": browser.token()})
    assert refused.status == 403
    assert refused.h1 == "First show that it is you"
    assert page.status in (200, 403)
    with world.app.app_context():
        assert db.session.scalars(sa.select(AccountDeletion.cancelled_at)).all() == [None]
        assert db.session.get_one(User, amira.id).leaving_at is not None
