"""People in the search box: each as their profile lets the viewer see them, in no other cohort."""

from __future__ import annotations

import datetime as dt

import pytest

from cohort.access.actor import Role
from cohort.discussions.search import index_threads
from cohort.kernel import clock
from cohort.programmes.models import Membership
from cohort.programmes.queries import people_visible_to
from cohort.search.direct import MOST_OF_A_KIND
from cohort.search.finding import Results, find
from tests.access.crowd import full_cast, secret
from tests.conftest import Keeps
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug, 3)
    return world.cohort(slug)


@pytest.fixture
def gareth(world: World, cohort: str) -> Person:
    person = world.person("Gareth Łukasz-O’Neill")
    world.join(person, cohort)
    world.profile(person, organisation="Ynys Môn Council")
    return person


@pytest.fixture
def reader(world: World, cohort: str) -> Person:
    person = world.person("A reader")
    world.join(person, cohort)
    return person


def ask(world: World, person: Person, cohort: str, typed: str) -> Results:
    with world.app.test_request_context():
        return find(world.actor(person, cohort), typed)


def people(results: Results) -> list[str]:
    return [hit.title.striptags() for hit in results.hits if hit.kind == "person"]


def test_every_viewer_finds_the_people_they_see_and_by_nothing_that_is_hidden(
    kept: Keeps,
) -> None:
    crowd = kept(full_cast)
    found_something = 0
    with crowd.world.app.test_request_context():
        for who in crowd.actors_in_cohorts():
            seen = {one.user_id: one for one in people_visible_to(who)}
            for person, _ in crowd.people:
                by_name = {hit.thing_id for hit in find(who, f'"{person.name}"').hits}
                typed = f'"{secret(person, "organisation")}"'
                by_work = [hit for hit in find(who, typed).hits if hit.kind == "person"]
                shown = seen.get(person.id)
                assert (shown is not None and shown.membership_id in by_name) == bool(shown)
                assert bool(by_work) == bool(shown and shown.organisation)
                found_something += len(by_work)
                # What else they say of themselves is on their page, and not looked through.
                hits = find(who, f'"{secret(person, "can_help_with")}"').hits
                assert not [hit for hit in hits if hit.kind == "person"]
    assert found_something


@pytest.mark.parametrize(
    "typed",
    ["Gareth", "gareth", "gar", "Garreth", "lukasz", "ONeill", "o'neill", "ynys mon", '"ynys môn"'],
)
def test_a_name_or_organisation_is_found_however_it_is_typed(
    world: World, cohort: str, gareth: Person, reader: Person, typed: str
) -> None:
    assert people(ask(world, reader, cohort, typed)) == [gareth.name]


def test_a_name_that_is_a_small_word_is_found(world: World, cohort: str, reader: Person) -> None:
    will = world.person("Will May")
    world.join(will, cohort)
    assert people(ask(world, reader, cohort, "will")) == ["Will May"]


def test_an_unwanted_word_leaves_a_person_out(
    world: World, cohort: str, gareth: Person, reader: Person
) -> None:
    assert people(ask(world, reader, cohort, "gareth -council")) == []
    assert people(ask(world, reader, cohort, "gareth -county")) == [gareth.name]


def test_a_person_is_not_found_or_suggested_elsewhere_or_once_they_left(
    world: World, cohort: str, gareth: Person, reader: Person
) -> None:
    other = world.cohort(world.programme(name="Another"), "Another cohort")
    world.join(reader, other)
    stranger = world.person("A stranger")
    for typed in ("gareth", "garreth", "ynys"):
        assert ask(world, reader, other, typed) == Results(), typed
        assert ask(world, stranger, cohort, typed) == Results(), typed
    host = world.person("A host")
    world.join(host, cohort, Role.FACILITATOR)
    (line,) = ask(world, host, cohort, "gareth").hits
    with world.database() as session:
        left_at = clock.now() - dt.timedelta(hours=1)
        session.get_one(Membership, line.thing_id).left_at = left_at
    for typed in ("gareth", "garreth", "ynys"):
        assert ask(world, reader, cohort, typed) == Results(), typed


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(
    world: World, cohort: str, gareth: Person, reader: Person
) -> None:
    renamed = Person(gareth.id, "Gwen Pryce", gareth.email)
    world.profile(renamed, organisation="Powys")
    assert people(ask(world, reader, cohort, "pryce powys")) == ["Gwen Pryce"]
    assert ask(world, reader, cohort, "gareth") == Results()
    assert ask(world, reader, cohort, "ynys") == Results()


def test_the_results_stand_in_groups_and_lead_to_the_person(
    world: World, cohort: str, gareth: Person, reader: Person
) -> None:
    thread = world.thread(reader, cohort, "Gareth’s question", "What did Gareth mean?")
    with world.database():
        index_threads([thread])
    browser = world.browser(reader)
    page = browser.get(f"/cohorts/{cohort}/search?q=gareth")
    assert page.tree.xpath("//section[@class='hits-group']/h2/text()") == ["People", "Threads"]
    (link,) = page.tree.xpath("//section[h2='People']//h3/a")
    assert browser.get(link.get("href")).h1 == gareth.name
    assert "Ynys Môn Council" in page.text
    assert "2 results" in page.text


def test_many_people_of_one_organisation_are_shown_as_far_as_is_of_use(
    world: World, cohort: str, reader: Person
) -> None:
    for n in range(MOST_OF_A_KIND + 2):
        world.join(world.person(f"Clerk {n:02}"), cohort)
    found = ask(world, reader, cohort, "clerk")
    assert people(found) == [f"Clerk {n:02}" for n in range(MOST_OF_A_KIND)]
    assert found.is_capped


def test_the_page_says_what_was_not_looked_through(
    world: World, cohort: str, reader: Person
) -> None:
    page = world.browser(reader).get(f"/cohorts/{cohort}/search?q=xylophone")
    assert "Your log is not searched." in page.text
    assert "Not through what modules to come say" in page.text
    assert page.tree.xpath(f"//main//a[@href='/cohorts/{cohort}/people']")


def test_nobody_finds_a_log_not_even_their_own(world: World, cohort: str, reader: Person) -> None:
    world.reflection(reader, cohort, "A kingfisher by the canal.")
    for typed in ("kingfisher", "kingfihser"):
        assert ask(world, reader, cohort, typed) == Results(), typed
