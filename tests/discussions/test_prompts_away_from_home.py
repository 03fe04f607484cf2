"""A prompt's words where its page is not: in threads and in the log."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY, Role
from cohort.course_authoring import actions as course_authoring
from cohort.course_format.values import Course
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel import clock
from cohort.programmes.models import Programme
from tests.client import Browser
from tests.world import Person, World, module_file, page_body, page_file

LINKED = (
    page_body(1, 2, last=True)
    .replace("What did you notice?", "What did you notice in [the first page](01-p1.md)?")
    .replace("What do you think?", "What do you think of [what comes](../05-m5/01-p1.md)?")
)


@pytest.fixture
def cohort(world: World) -> str:
    """Three weeks in: m1 and m2 are open, m3 and later are not."""
    slug = world.programme()
    world.modules(slug, 5)
    return world.cohort(slug)


@pytest.fixture
def ruth(world: World, cohort: str) -> Browser:
    person = world.person("Ruth Calder")
    world.join(person, cohort, Role.FACILITATOR)
    return world.browser(person)


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def begin(browser: Browser, cohort: str, key: str, words: str) -> str:
    """Speak first on a prompt; returns the thread's address."""
    made = browser.submit(f"/cohorts/{cohort}/prompts/{key}/thread", "/posts", body=words)
    assert made.status == 303, made.text
    return made.location.partition("#")[0].partition("?")[0]


def test_a_thread_that_a_facilitator_began_ahead_opens_with_its_module(
    world: World, cohort: str, ruth: Browser, amira: Person
) -> None:
    address = begin(ruth, cohort, "m4-discuss", "For when you come here.")
    assert "What do you think?" in ruth.get(address).text
    browser = world.browser(amira)
    elsewhere = (f"/cohorts/{cohort}/threads", f"/cohorts/{cohort}")
    for path in elsewhere:
        assert "For when you come here." in ruth.get(path).text
        assert "talk it over" not in browser.get(path).text
        assert "For when you come here." not in browser.get(path).body
    page = browser.get(address)
    assert page.status == 404
    assert "For when you come here." not in page.body
    ruth.submit(f"/cohorts/{cohort}/releases/m4", "/now")
    assert "For when you come here." in browser.get(address).text
    assert "Module number 4: talk it over" in browser.get(elsewhere[0]).text


def test_who_posted_keeps_the_thread_when_the_module_is_hidden(
    world: World, cohort: str, ruth: Browser, amira: Person
) -> None:
    other = world.person("Gareth Penry")
    world.join(other, cohort)
    mine, his = world.browser(amira), world.browser(other)
    address = begin(mine, cohort, "m1-discuss", "Words of mine.")
    assert "Words of mine." in his.get(address).text
    asked = ruth.submit(f"/cohorts/{cohort}/releases/m1", "/hidden")
    ruth.send(asked, "/hidden")
    assert "Words of mine." in mine.get(address).text
    assert "Words of mine." in mine.get(f"/cohorts/{cohort}/threads").text
    assert his.get(address).status == 404
    assert "Words of mine." not in his.get(f"/cohorts/{cohort}/threads").body


@pytest.mark.parametrize("table", [Module, ModulePage])
def test_a_thread_stays_when_its_page_leaves_the_course(
    world: World, cohort: str, ruth: Browser, amira: Person, table: type[Module | ModulePage]
) -> None:
    address = begin(ruth, cohort, "m1-discuss", "Still to be read.")
    with world.database():
        db.session.execute(sa.update(table).values(retired_at=clock.now()))
    assert "Still to be read." in world.browser(amira).get(address).text


def test_links_in_a_prompt_lead_somewhere_in_threads_and_in_the_log(
    world: World, cohort: str, amira: Person
) -> None:
    _say_with_links(world)
    browser = world.browser(amira)
    home = f"/cohorts/{cohort}"
    entry = browser.submit(
        f"{home}/log/new?prompt=m1-reflect", "/log?prompt=m1-reflect", title="", body="I noticed."
    )
    thread = begin(browser, cohort, "m1-discuss", "I think.")
    first = f"{home}/modules/m1/p1"
    for path in (f"{home}/log/new?prompt=m1-reflect", entry.location):
        page = browser.get(path)
        assert page.links()["the first page"] == first
        assert "course:" not in page.body
    page = browser.get(thread)
    assert "what comes (opens " in page.text  # a locked module says when it opens
    assert "what comes" not in page.links()
    assert "course:" not in page.body


def _say_with_links(world: World) -> None:
    files = [module_file(number, 2) for number in range(1, 6)]
    linked = page_file(1, 2, last=True, body=LINKED)
    files[0] = replace(files[0], pages=(files[0].pages[0], linked))
    with world.database():
        programme = db.session.scalars(sa.select(Programme)).one()
        report = course_authoring.load_course(
            NOBODY, programme, Course(slug=programme.slug, modules=files)
        )
        assert not report.problems, report.problems
