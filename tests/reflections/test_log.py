"""The log: private, whole, and never overwritten unseen."""

from __future__ import annotations

import pytest

from cohort.access.actor import Role
from cohort.kernel import ids
from tests.client import Browser
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def test_an_empty_log_teaches(world: World, cohort: str, amira: Person) -> None:
    page = world.browser(amira).get(f"/cohorts/{cohort}/log")
    assert "Nothing here yet" in page.text
    assert page.links()["Write your first entry"].endswith("/log/new")


def test_nobody_else_can_open_list_or_change_an_entry(
    world: World, cohort: str, amira: Person
) -> None:
    entry = ids.write_id(world.reflection(amira, cohort, "I was wrong about them."))
    others = [world.person() for _ in range(3)]
    world.join(others[0], cohort)
    world.join(others[1], cohort, Role.FACILITATOR)
    administrator = world.person(administrator=True)
    for person in [*others, administrator]:
        browser = world.browser(person)
        for path in (f"log/{entry}", f"log/{entry}/edit", "log"):
            assert "I was wrong" not in browser.get(f"/cohorts/{cohort}/{path}").body
        token = browser.token() if person is others[2] else _token(browser)
        sent = browser.post(
            f"/cohorts/{cohort}/log/{entry}", {"csrf_token": token, "body": "x", "version": "1"}
        )
        assert sent.status in (403, 404)
    assert (
        "I was wrong about them." in world.browser(amira).get(f"/cohorts/{cohort}/log/{entry}").text
    )


def test_an_entry_stays_in_its_own_cohort(world: World, cohort: str, amira: Person) -> None:
    other = world.cohort("commissioning-with-communities", "Another cohort")
    world.join(amira, other)
    entry = ids.write_id(world.reflection(amira, cohort, "Said in spring."))
    browser = world.browser(amira)
    assert browser.get(f"/cohorts/{other}/log/{entry}").status == 404
    assert "Said in spring." not in browser.get(f"/cohorts/{other}/log").body
    assert "Said in spring." in browser.get(f"/cohorts/{cohort}/log").body


def test_two_tabs_never_overwrite_each_other(world: World, cohort: str, amira: Person) -> None:
    entry = ids.write_id(world.reflection(amira, cohort, "First words"))
    browser = world.browser(amira)
    address = f"/cohorts/{cohort}/log/{entry}"
    one, two = browser.get(f"{address}/edit"), browser.get(f"{address}/edit")
    assert browser.send(one, entry, body="From tab one").status == 303
    clash = browser.send(two, entry, body="From tab two")
    assert clash.status == 409
    assert "From tab one" in clash.text
    assert clash.tree.xpath("//textarea[@name='body']")[0].text_content().strip() == "From tab two"
    assert browser.send(clash, entry).status == 303
    assert "From tab two" in browser.get(address).text


def test_the_log_is_paged_by_key(world: World, cohort: str, amira: Person) -> None:
    for number in range(45):
        world.reflection(amira, cohort, f"Entry number {number:02d}.")
    browser = world.browser(amira)
    seen: list[str] = []
    page = browser.get(f"/cohorts/{cohort}/log")
    while True:
        seen += [a.text_content() for a in page.tree.xpath("//h3[@class='entry__title']/a")]
        older = [url for words, url in page.links().items() if "Older entries" in words]
        if not older:
            break
        page = browser.get(older[0])
    assert seen == [f"Entry number {number:02d}." for number in range(44, -1, -1)]


def test_somebody_who_left_keeps_no_key(world: World, cohort: str, amira: Person) -> None:
    import sqlalchemy as sa

    from cohort.db import db
    from cohort.kernel import clock
    from cohort.programmes.models import Membership

    browser: Browser = world.browser(amira)
    with world.database():
        db.session.execute(sa.update(Membership).values(left_at=clock.now()))
    assert browser.get(f"/cohorts/{cohort}").status == 404
    assert browser.get(f"/cohorts/{cohort}/log").status == 404


def _token(browser: Browser) -> str:
    page = browser.get("/cohorts")
    return str(page.tree.xpath("//input[@name='csrf_token']/@value")[0])
