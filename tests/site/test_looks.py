"""Small things that were seen on the pages: each a rule, on the pages where it showed."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from cohort.access.actor import Role
from cohort.kernel import clock
from cohort.web.filters import last_time
from tests.client import Browser
from tests.world import World

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (15, "2 weeks ago"),
        (41, "5 weeks ago"),
        (42, "last on 9 October 2026"),
        (380, "last on 5 November 2025"),
    ],
)
def test_when_something_last_was_is_said_as_people_say_it(days: int, words: str) -> None:
    with time_machine.travel(NOON, tick=False):
        assert last_time(clock.now() - dt.timedelta(days=days)) == words


def title_of(browser: Browser, path: str) -> str:
    return str(browser.get(path).tree.xpath("string(//title)")).strip()


def test_no_title_says_the_same_twice(world: World) -> None:
    name = world.app.config["SITE_NAME"]
    assert title_of(Browser(world.app), f"/programmes/{world.programme(name=name)}") == name
    other = world.programme(name="Along the coast")
    assert title_of(Browser(world.app), f"/programmes/{other}") == f"Along the coast – {name}"


def test_public_pages_say_what_they_are_to_search_engines(world: World) -> None:
    slug = world.programme(summary="For “people” & places <of all kinds>.")
    for path in ("/", f"/programmes/{slug}", "/sign-in", "/cookies"):
        said = Browser(world.app).get(path).tree.xpath("//meta[@name='description']/@content")
        assert len(said) == 1, path
        assert len(said[0]) > 20, path
    page = Browser(world.app).get(f"/programmes/{slug}")
    said = page.tree.xpath("string(//meta[@name='description']/@content)")
    assert said.startswith("For “people” & places")


def test_a_stranger_at_a_missing_page_may_sign_in_and_come_back(world: World) -> None:
    missing = Browser(world.app).get("/no-such-page")
    links = missing.tree.xpath("//main//a[normalize-space()='Sign in']/@href")
    assert links == ["/sign-in?next=/no-such-page"]
    member = world.browser(world.person()).get("/no-such-page")
    assert not member.tree.xpath("//main//a[normalize-space()='Sign in']")


def test_an_organiser_at_her_cohorts_own_pages_is_shown_its_desk(world: World) -> None:
    organiser = world.person()
    cohort = world.cohort(world.programme(organiser))
    page = world.browser(organiser).get(f"/cohorts/{cohort}")
    assert page.status == 403
    links = page.tree.xpath("//main//a/@href")
    assert f"/cohorts/{cohort}/members" in links
    assert f"/cohorts/{cohort}/releases" in links
    participant = world.person()
    world.join(participant, cohort)
    closed = world.browser(participant).get(f"/cohorts/{cohort}/members")
    assert f"/cohorts/{cohort}/releases" not in closed.tree.xpath("//main//a/@href")


def test_errors_are_listed_as_their_fields_stand(world: World) -> None:
    person = world.person()
    cohort = world.cohort(world.programme())
    world.join(person, cohort)
    at = f"/cohorts/{cohort}/threads"
    page = world.browser(person).submit(f"{at}/new", at)
    listed = page.tree.xpath("//div[contains(@class, 'error-summary')]//li/a/@href")
    fields = page.tree.xpath("//main//form[@method='post']//*[@id='title' or @id='body']/@id")
    assert listed == [f"#{name}" for name in fields] == ["#title", "#body"]


def test_one_persons_initials_have_one_colour(world: World) -> None:
    person, reader = world.person("Gareth Penry"), world.person("Olu Reader")
    cohort = world.cohort(world.programme())
    for one in (person, reader):
        world.join(one, cohort)
    at = f"/cohorts/{cohort}/threads"
    made = world.browser(person).submit(f"{at}/new", at, title="A question", body="What next?")
    thread = made.location.partition("#")[0]
    browser = world.browser(reader)
    seen = {
        path: browser.get(path).tree.xpath("//main//*[text()='GP']/@data-accent")
        for path in (thread, at, f"/cohorts/{cohort}")
    }
    colours = {colour for found in seen.values() for colour in found}
    assert all(seen.values()), seen
    assert len(colours) == 1, seen


def test_a_printed_page_says_what_it_is_whose_and_when(world: World) -> None:
    host = world.person("Ruth Calder")
    cohort = world.cohort(world.programme())
    world.join(host, cohort, Role.FACILITATOR)
    with time_machine.travel(clock.now(), tick=False):
        page = world.browser(host).get(f"/cohorts/{cohort}/members")
    line = page.tree.xpath("string(//p[@class='print-line'])")
    assert "“Members”, Spring cohort, Commissioning with Communities" in line
    assert "Printed by Ruth Calder on" in line
