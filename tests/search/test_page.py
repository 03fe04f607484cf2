"""The search page: what stands on it, in each of its states."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from cohort.access.actor import NOBODY, Role
from cohort.app import create_app
from cohort.course_authoring import actions as course_authoring
from cohort.course_format.values import Course
from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.db import db
from cohort.programmes.models import Programme
from cohort.web.limits import limiter
from tests.client import Browser
from tests.conftest import config_for
from tests.naughty import NAUGHTY
from tests.world import PASSWORD, Person, World, module_file


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug, 3)
    return world.cohort(slug)


@pytest.fixture
def person(world: World, cohort: str) -> Person:
    person = world.person("A reader")
    world.join(person, cohort)
    return person


@pytest.fixture
def browser(world: World, person: Person) -> Browser:
    return world.browser(person)


def test_the_page_before_anything_is_typed(browser: Browser, cohort: str) -> None:
    page = browser.get(f"/cohorts/{cohort}/search")
    assert page.h1 == "Search"
    assert "What you can find" in page.text
    assert page.tree.xpath("//main//input[@name='q']/@value") == [""]


def test_results_stand_with_their_place_and_what_was_found_in_them(
    browser: Browser, cohort: str
) -> None:
    page = browser.get(f"/cohorts/{cohort}/search?q=words")
    assert page.tree.xpath("string(//title)").startswith("Search: words – Spring cohort")
    assert "4 results" in page.text  # two pages of each of the two modules that are open
    hits = page.tree.xpath("//ol[@class='hits']/li")
    assert len(hits) == 4
    (link,) = hits[0].xpath(".//h3/a")
    assert link.text_content() == "Page 1 of module 1"
    assert link.get("href") == f"/cohorts/{cohort}/modules/m1/p1"
    assert "Module 1: Module number 1" in hits[0].text_content()
    assert hits[0].xpath(".//mark")[0].text_content() == "Words"
    assert browser.get(link.get("href")).h1 == "Page 1 of module 1"


def test_one_result_is_said_as_one(browser: Browser, cohort: str) -> None:
    assert "1 result<" in browser.get(f"/cohorts/{cohort}/search?q=%22page+1+of+module+2%22").body


def test_what_was_meant_is_said(browser: Browser, cohort: str) -> None:
    page = browser.get(f"/cohorts/{cohort}/search?q=matterrs")
    assert "Showing results for “matters”. Nothing here has “matterrs”." in page.text
    page = browser.get(f"/cohorts/{cohort}/search?q=wrods+nowhere")
    assert "Nothing has all of these words. These have some of them." in page.text
    assert "Showing results for “words”. Nothing here has “wrods”." in page.text


def test_nothing_found_helps_on(browser: Browser, cohort: str) -> None:
    page = browser.get(f"/cohorts/{cohort}/search?q=%3Cb%3Exylophone")
    assert "Nothing found for “<b>xylophone”" in page.text
    assert "&lt;b&gt;xylophone" in page.body
    assert page.tree.xpath(f"//main//a[@href='/cohorts/{cohort}/modules']")
    assert "Nothing to look for yet" in browser.get(f"/cohorts/{cohort}/search?q=the+of").text


def test_the_box_stands_on_each_page_of_the_cohort(browser: Browser, cohort: str) -> None:
    for page in ("", "/modules", "/threads", "/log"):
        found = browser.get(f"/cohorts/{cohort}{page}").tree
        (form,) = found.xpath("//form[@role='search']")
        assert form.get("action") == f"/cohorts/{cohort}/search"
        assert form.xpath(".//label/@for") == form.xpath(".//input/@id")
    assert len(browser.get(f"/cohorts/{cohort}/search").tree.xpath("//form[@role='search']")) == 1


def test_every_naughty_string_is_looked_for_and_shown_as_it_is(
    browser: Browser, cohort: str
) -> None:
    for what, typed in NAUGHTY.items():
        page = browser.get(f"/cohorts/{cohort}/search?{urlencode({'q': typed})}")
        assert page.status == 200, what
        assert not page.tree.xpath("//main//*[@onerror or @onload] | //main//script"), what


def test_a_module_hidden_moved_or_opened_for_one_person_is_found_by_those_who_may_read_it(
    world: World, person: Person, cohort: str, browser: Browser
) -> None:
    other, host = world.person("Another"), world.person("A host")
    world.join(other, cohort)
    world.join(host, cohort, Role.FACILITATOR)
    address = f"/cohorts/{cohort}/search?q=%22of+module+{{}}%22"
    with world.database():
        actor = world.actor(person, cohort)
        ids = dict(db.session.execute(sa.select(Module.slug, Module.id)).all())
        here = actor.cohort.id
        past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        db.session.add(Release(cohort_id=here, module_id=ids["m1"], hidden_at=past))
        later = past + dt.timedelta(days=30)
        db.session.add(Release(cohort_id=here, module_id=ids["m2"], opens_at=later))
        db.session.add(EarlyOpening(membership_id=actor.membership_id, module_id=ids["m3"]))
    readers = {name: world.browser(who) for name, who in (("other", other), ("host", host))}

    def found(who: Browser, module: int) -> bool:
        return 'class="hits"' in who.get(address.format(module)).body

    assert [found(browser, n) for n in (1, 2, 3)] == [False, False, True]
    assert [found(readers["other"], n) for n in (1, 2, 3)] == [False, False, False]
    assert [found(readers["host"], n) for n in (1, 2, 3)] == [True, True, True]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=29, hours=1)):
        assert found(world.browser(other), 2)


def test_a_title_changed_or_a_module_moved_shows_in_its_hits(
    world: World, browser: Browser, cohort: str
) -> None:
    before = browser.get(f"/cohorts/{cohort}/search?q=words").text
    assert "Module 1: Module number 1" in before
    renamed = module_file(1, 2)
    text = renamed.text.replace("Module number 1", "Renamed")
    moved = replace(module_file(2, 2), position=9)
    with world.database():
        programme = db.session.scalars(sa.select(Programme)).one()
        changed = [replace(renamed, text=text, position=7), moved]
        course_authoring.load_course(NOBODY, programme, Course(programme.slug, modules=changed))
    after = browser.get(f"/cohorts/{cohort}/search?q=words").text
    assert "Module 7: Renamed" in after
    assert "Module 9: Module number 2" in after  # its text is as it was
    assert "Module 1: Module number 1" not in after


@pytest.fixture
def limited(app: Flask, workplace: Path) -> Iterator[Flask]:
    """An app on the same database with rate limits on."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    made = create_app(config_for(url, workplace, rate_limits=True))
    yield made
    limiter.enabled = False  # the limiter is one for all apps of a process
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_searching_often_is_slowed_down_and_what_is_looked_for_is_not_logged(
    person: Person,
    cohort: str,
    limited: Flask,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    browser = Browser(limited)
    browser.sign_in(person.email, PASSWORD)
    with caplog.at_level(logging.DEBUG):
        answers = [browser.get(f"/cohorts/{cohort}/search?q=wombat").status for _ in range(61)]
    assert answers == [200] * 60 + [429]
    said = capfd.readouterr()
    assert "wombat" not in said.out + said.err + caplog.text
