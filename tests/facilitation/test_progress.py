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
        row.xpath("string(th/a)").strip(): [
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
        "Amira Okafor": ["Done", "Opened"],
        "Joe Hartigan": ["Not opened", "Not opened"],
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


def test_columns_follow_what_was_released_and_a_spreadsheet_says_the_same(
    world: World, cohort: str, ruth: Person
) -> None:
    amira = world.person("=Amira Okafor")
    world.join(amira, cohort)
    browser = world.browser(ruth)
    browser.submit(f"/cohorts/{cohort}/releases", "/m3/now")
    browser.send(browser.submit(f"/cohorts/{cohort}/releases", "/m1/hidden"), "/m1/hidden")
    world.browser(amira).submit(f"/cohorts/{cohort}/modules/m3/p1", "/p1/done")
    page = browser.get(f"/cohorts/{cohort}/progress")
    assert grid(page) == {"=Amira Okafor": ["Not opened", "Opened"]}
    titles = page.tree.xpath("//thead//th/span/text()")
    assert titles == [": Module number 2", ": Module number 3"]
    assert page.links()["=Amira Okafor"].startswith(f"/cohorts/{cohort}/people/")
    file = browser.get(f"/cohorts/{cohort}/progress.csv")
    assert file.body.lstrip("\ufeff").splitlines() == [
        "Person,Organisation,Module number 2,Module number 3",
        "'=Amira Okafor,An organisation,Not opened,Opened",
    ]


def test_a_module_opened_early_to_one_has_its_column(
    world: World, cohort: str, ruth: Person
) -> None:
    amira = world.person("Amira Okafor")
    world.join(amira, cohort)
    browser = world.browser(ruth)
    page = browser.get(f"/cohorts/{cohort}/releases/m3")
    choice = page.tree.xpath("//option[text()='Amira Okafor']/@value")[0]
    browser.send(page, "/m3/early", membership=choice)
    assert grid(browser.get(f"/cohorts/{cohort}/progress")) == {
        "Amira Okafor": ["Not opened", "Not opened", "Not opened"]
    }


def test_participants_are_told_what_facilitators_see(world: World, cohort: str) -> None:
    amira = world.person("Amira Okafor")
    world.join(amira, cohort)
    assert "What facilitators see" in world.browser(amira).get(f"/cohorts/{cohort}/modules").text
