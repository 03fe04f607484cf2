"""Where somebody stands after signing in: at home in their only cohort, or where they choose."""

from __future__ import annotations

import pytest

from cohort.access.actor import Role
from tests.client import Browser
from tests.world import PASSWORD, Person, World

ROLES = [Role.PARTICIPANT, Role.FACILITATOR]


def arrived(world: World, person: Person, query: str = "") -> str:
    """Where the form of /sign-in leads."""
    page = Browser(world.app).submit(
        f"/sign-in{query}", "/sign-in", email=person.email, password=PASSWORD
    )
    return page.location


@pytest.fixture
def programme(world: World) -> str:
    return world.programme()


@pytest.mark.parametrize("role", ROLES)
def test_with_one_cohort_one_stands_on_its_home(world: World, programme: str, role: Role) -> None:
    person = world.person()
    world.join(person, world.cohort(programme), role)
    assert arrived(world, person) == "/cohorts/spring-cohort"


@pytest.mark.parametrize("role", ROLES)
def test_with_several_or_none_one_chooses(world: World, programme: str, role: Role) -> None:
    person = world.person()
    assert arrived(world, person) == "/cohorts"
    for name in ("Spring cohort", "Autumn cohort"):
        world.join(person, world.cohort(programme, name), role)
    assert arrived(world, person) == "/cohorts"


def test_an_address_that_was_asked_for_wins(world: World, programme: str) -> None:
    person = world.person()
    cohort = world.cohort(programme)
    world.join(person, cohort)
    assert arrived(world, person, f"?next=/cohorts/{cohort}/log") == f"/cohorts/{cohort}/log"
    assert arrived(world, person, "?next=//elsewhere.example/") == f"/cohorts/{cohort}"


def test_who_runs_something_beside_the_cohort_chooses(world: World) -> None:
    organiser = world.person()
    world.join(organiser, world.cohort(world.programme(organiser)), Role.FACILITATOR)
    assert arrived(world, organiser) == "/cohorts"


def test_the_list_stays_where_it_was(world: World, programme: str) -> None:
    person = world.person()
    world.join(person, world.cohort(programme))
    page = world.browser(person).get("/cohorts")
    assert page.status == 200
    assert page.h1 == "Your cohorts"
    assert "Spring cohort" in page.text
