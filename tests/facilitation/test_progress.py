"""The grid of progress: self-marks only, of opened modules only, for facilitators only."""

from __future__ import annotations

import pytest

from cohort.access.actor import Role
from tests.client import Page
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug, 3)
    return world.cohort(slug)  # three weeks in: m1 and m2 are open, m3 opens in three more


@pytest.fixture
def ruth(world: World, cohort: str) -> Person:
    person = world.person("Ruth Llewelyn")
    world.join(person, cohort, Role.FACILITATOR)
    return person


def grid(page: Page) -> dict[str, list[str]]:
    """{person: the words in their row}."""
    rows = page.tree.xpath("//tbody/tr")
    return {
        row.xpath("string(th/text())").strip(): [
            " ".join(cell.text_content().split()) for cell in row.xpath("td")
        ]
        for row in rows
    }


def test_each_row_says_in_words_what_the_person_marked(
    world: World, cohort: str, ruth: Person
) -> None:
    amira, joe = world.person("Amira Okafor"), world.person("Joe Hartigan")
    for person in (amira, joe):
        world.join(person, cohort)
    browser = world.browser(amira)
    browser.submit(f"/cohorts/{cohort}/modules/m1", "/m1/done")
    browser.submit(f"/cohorts/{cohort}/modules/m2/p1", "/p1/done")
    page = world.browser(ruth).get(f"/cohorts/{cohort}/progress")
    assert grid(page) == {
        "Amira Okafor": ["Done", "1 of 2 pages"],
        "Joe Hartigan": ["Not marked", "Not marked"],
    }
    assert "Module number 3" not in page.text


def test_writing_and_posting_leave_no_trace_in_it(world: World, cohort: str, ruth: Person) -> None:
    amira = world.person("Amira Okafor")
    world.join(amira, cohort)
    browser = world.browser(ruth)
    before = grid(browser.get(f"/cohorts/{cohort}/progress"))
    world.reflection(amira, cohort)
    world.thread(amira, cohort)
    assert grid(browser.get(f"/cohorts/{cohort}/progress")) == before


def test_an_empty_grid_teaches(world: World, cohort: str, ruth: Person) -> None:
    assert "Nothing to show yet" in world.browser(ruth).get(f"/cohorts/{cohort}/progress").text


def test_somebody_who_left_is_not_in_it(world: World, cohort: str, ruth: Person) -> None:
    import sqlalchemy as sa

    from cohort.db import db
    from cohort.kernel import clock
    from cohort.programmes.models import Membership

    amira = world.person("Amira Okafor")
    membership = world.join(amira, cohort)
    with world.database():
        db.session.execute(
            sa.update(Membership).where(Membership.id == membership).values(left_at=clock.now())
        )
    assert "Amira Okafor" not in world.browser(ruth).get(f"/cohorts/{cohort}/progress").text
