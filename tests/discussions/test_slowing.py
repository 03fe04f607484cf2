"""Threads that go slowly: one post a participant every so often, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.models import Post, ThreadPace
from cohort.kernel import ids
from tests.client import Browser
from tests.world import Person, World

NOON = dt.datetime(2026, 11, 18, 11, 20, tzinfo=dt.UTC)


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug)
    return world.cohort(slug)


@pytest.fixture
def ruth(world: World, cohort: str) -> Person:
    person = world.person("Ruth Calder")
    world.join(person, cohort, Role.FACILITATOR)
    return person


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


@pytest.fixture
def address(world: World, cohort: str, ruth: Person) -> str:
    """A thread that goes slowly: one post every four hours."""
    thread = world.thread(ruth, cohort, "A heated talk")
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    world.browser(ruth).submit(f"{address}/pace", "/pace", minutes="240")
    return address


def post(browser: Browser, address: str, words: str) -> int:
    return browser.send(browser.get(address), "/posts", body=words).status


def test_a_post_too_early_keeps_its_words_and_says_when(
    world: World, amira: Person, address: str
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = world.browser(amira)
        assert post(browser, address, "First") == 303
        form = browser.get(address)
        assert "one post a person every 4 hours. You can post again at 3:20pm." in form.text
        clock.shift(dt.timedelta(hours=3, minutes=59))
        early = browser.send(form, "/posts", body="Too early, and long")
        assert early.status == 422
        assert "Too early, and long" in early.body
        assert any("You can post again at 3:20pm." in error for error in early.errors())
        clock.shift(dt.timedelta(minutes=1))
        assert browser.send(early, "/posts", body="Too early, and long").status == 303
    assert world.count(Post) == 3


def test_over_the_clock_change_the_wait_is_as_long(
    world: World, cohort: str, ruth: Person, amira: Person, address: str
) -> None:
    world.browser(ruth).submit(f"{address}/pace", "/pace", minutes="1440")
    with time_machine.travel(dt.datetime(2027, 3, 27, 12, tzinfo=dt.UTC), tick=False):
        browser = world.browser(amira)
        post(browser, address, "First")
        words = "You can post again at 1pm on Sunday 28 March 2027."
        assert words in browser.get(address).text


def test_facilitators_need_not_wait(world: World, ruth: Person, address: str) -> None:
    browser = world.browser(ruth)
    assert post(browser, address, "One") == 303
    assert "You can post at any time" in browser.get(address).text
    assert post(browser, address, "Two") == 303


def test_a_double_press_is_no_second_post(world: World, amira: Person, address: str) -> None:
    browser = world.browser(amira)
    form = browser.get(address)
    assert [browser.send(form, "/posts", body="Once").status for _ in range(2)] == [303, 303]
    assert world.count(Post) == 2


def test_two_different_posts_at_once_are_one(world: World, amira: Person, address: str) -> None:
    browsers = [world.browser(amira) for _ in range(2)]
    forms = [browser.get(address) for browser in browsers]
    statuses: list[int] = []

    def press(number: int) -> None:
        page = browsers[number].send(forms[number], "/posts", body=f"Words {number}")
        statuses.append(page.status)

    presses = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(statuses) == [303, 422]
    assert world.count(Post) == 2


def test_one_press_takes_it_back_and_all_is_recorded(
    world: World, ruth: Person, amira: Person, address: str
) -> None:
    host, browser = world.browser(ruth), world.browser(amira)
    post(browser, address, "One")
    form = host.get(f"{address}/pace")
    for _ in range(2):
        assert host.send(form, "/pace/end").status == 303
    assert "goes slowly" not in browser.get(address).text
    assert post(browser, address, "Two") == 303
    assert browser.get(f"{address}/pace").status == 403
    assert world.count(ThreadPace) == 0
    with world.app.app_context():
        acts = db.session.scalars(
            sa.select(HistoryEntry.action).where(HistoryEntry.action.like("thread:%"))
        ).all()
    assert acts == ["thread:slow", "thread:unslow"]


def test_how_often_must_be_one_of_the_choices(world: World, ruth: Person, address: str) -> None:
    page = world.browser(ruth).submit(f"{address}/pace", "/pace", minutes="5")
    assert page.status == 422
    assert "Choose how often" in page.errors()
