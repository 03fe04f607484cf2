"""Going on where one stopped: the reader's own trail, which nobody else sees."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import NOBODY, Role
from cohort.course_authoring import actions
from cohort.course_format.values import Course
from cohort.course_modules.models import ReadingPlace
from cohort.db import db
from cohort.kernel import clock
from cohort.programmes.models import Programme
from tests import world as worlds
from tests.client import Browser, Page
from tests.world import World

LONG = """Before all.

## Why power hides

Some words.

## What *you* can do

More words.

::: callout
## A title of its own
Words aside.
:::
"""


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    pages = (
        worlds.page_file(1, 1, False, body=LONG),
        worlds.page_file(1, 2, False),
    )
    module = dataclasses.replace(worlds.module_file(1, 2), pages=pages)
    with world.database():
        programme = db.session.scalars(sa.select(Programme).where(Programme.slug == slug)).one()
        actions.load_course(NOBODY, programme, Course(slug="c", modules=[module]))
    return world.cohort(slug, starts_on=dt.date(2026, 10, 12))


def stops(world: World) -> list[tuple[str, str]]:
    with world.database():
        query = sa.select(ReadingPlace.heading_id, ReadingPlace.heading)
        return [tuple(row) for row in db.session.execute(query)]


def read(browser: Browser, path: str) -> Page:
    """Get a page, all of it: the trail is written once the answer has gone."""
    page = browser.get(path)
    page.response.close()
    return page


def come_to(browser: Browser, cohort: str, heading: str, page: str = "p1") -> int:
    address = f"/cohorts/{cohort}/modules/m1/{page}/place"
    answer = browser.post(address, {"csrf_token": browser.token(), "heading": heading})
    answer.response.close()
    return answer.status


def test_the_reader_goes_on_at_the_heading_where_they_stopped(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    browser = world.browser(person)
    assert "You stopped" not in browser.get(f"/cohorts/{cohort}/modules/m1").text
    read(browser, f"/cohorts/{cohort}/modules/m1/p1")
    assert stops(world) == [("", "")]
    assert come_to(browser, cohort, "s-what-you-can-do") == 204
    assert stops(world) == [("s-what-you-can-do", "What you can do")]
    front = browser.get(f"/cohorts/{cohort}/modules/m1")
    (words,) = front.tree.xpath("//*[@class='stopped']")
    assert "You stopped at Page 1 of module 1, What you can do." in words.text_content()
    onward = f"/cohorts/{cohort}/modules/m1/p1#s-what-you-can-do"
    assert words.xpath(".//a/@href") == [onward]
    home = browser.get(f"/cohorts/{cohort}")
    assert home.tree.xpath(f"//main//a[@href='{onward}']")
    assert "You stopped at Page 1 of module 1, What you can do" in home.text
    # Coming back to the page keeps the heading; another page begins at its top.
    read(browser, f"/cohorts/{cohort}/modules/m1/p1")
    assert stops(world) == [("s-what-you-can-do", "What you can do")]
    read(browser, f"/cohorts/{cohort}/modules/m1/p2")
    assert stops(world) == [("", "")]
    assert "You stopped at Page 2" in browser.get(f"/cohorts/{cohort}/modules/m1").text


def test_only_a_heading_of_the_page_is_kept(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    browser = world.browser(person)
    read(browser, f"/cohorts/{cohort}/modules/m1/p1")
    come_to(browser, cohort, "s-why-power-hides")
    for wrong in ("s-nothing", "main", "s-a-title-of-its-own", "x" * 5000, "<b>"):
        assert come_to(browser, cohort, wrong) == 204
        assert stops(world) == [("s-why-power-hides", "Why power hides")]
    assert come_to(browser, cohort, "") == 204
    assert stops(world) == [("", "")]


def test_it_needs_the_token_of_ones_own_sign_in(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    browser = world.browser(person)
    address = f"/cohorts/{cohort}/modules/m1/p1/place"
    assert browser.post(address, {"heading": "s-why-power-hides"}).status == 400
    assert stops(world) == []


def test_nobody_else_sees_where_somebody_stopped(world: World, cohort: str) -> None:
    reader, host = world.person("The reader"), world.person("The host")
    world.join(reader, cohort)
    world.join(host, cohort, Role.FACILITATOR)
    browser = world.browser(reader)
    read(browser, f"/cohorts/{cohort}/modules/m1/p1")
    come_to(browser, cohort, "s-why-power-hides")
    theirs = world.browser(host)
    for path in ("", "/modules", "/modules/m1", "/progress", "/people", "/members"):
        page = theirs.get(f"/cohorts/{cohort}{path}")
        assert page.status == 200, path
        assert "Why power hides" not in page.text, path
        assert "stopped" not in page.text, path


def test_a_stop_on_a_page_that_is_gone_is_not_offered(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)
    browser = world.browser(person)
    read(browser, f"/cohorts/{cohort}/modules/m1/p2")
    with world.database():
        db.session.execute(
            sa.text("update module_page set retired_at = changed_at where slug='p2'")
        )
    assert "stopped" not in browser.get(f"/cohorts/{cohort}/modules/m1").text
    assert "stopped" not in browser.get(f"/cohorts/{cohort}").text


def test_reading_on_is_noted_again_only_after_ten_minutes(world: World, cohort: str) -> None:
    person = world.person()
    world.join(person, cohort)

    def read_at() -> dt.datetime | None:
        with world.database():
            return db.session.scalar(sa.select(ReadingPlace.read_at))

    with time_machine.travel(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), tick=False) as time:
        browser = world.browser(person)
        address = f"/cohorts/{cohort}/modules/m1/p1"
        read(browser, address)
        first = read_at()
        time.shift(dt.timedelta(minutes=5))
        read(browser, address)
        assert read_at() == first
        time.shift(dt.timedelta(minutes=5))
        read(browser, address)
        assert read_at() == clock.now()
