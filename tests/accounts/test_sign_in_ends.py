"""A sign-in ends after so many days (a setting), however it is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import NOBODY
from cohort.accounts.actions.sign_ins import forget_ended_sign_ins
from cohort.accounts.models import SignIn
from cohort.db import db
from cohort.kernel import clock
from cohort.reflections.models import Reflection
from cohort.settings import actions as settings
from tests.accounts.test_kept_forms import SHOWN, sign_in_and_arrive
from tests.client import Browser
from tests.world import PASSWORD, Person, World

DAY = dt.timedelta(days=1)


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def visit_each_day(browser: Browser, time: time_machine.Traveller, days: int) -> None:
    for _ in range(days):
        time.shift(DAY)
        assert browser.get("/cohorts").status == 200


@pytest.mark.parametrize("days", [90, 7, 1])
def test_it_ends_after_so_many_days_though_it_is_used_each_day(
    world: World, amira: Person, time: time_machine.Traveller, days: int
) -> None:
    if days != 90:
        with world.database():
            settings.change(NOBODY, "sign_ins_last_days", days)
    browser = world.browser(amira)
    visit_each_day(browser, time, days - 1)
    time.shift(DAY - dt.timedelta(seconds=1))
    assert browser.get("/cohorts").status == 200
    time.shift(dt.timedelta(seconds=1))
    assert browser.get("/cohorts").location == "/sign-in?next=/cohorts"
    assert browser.sign_in(amira.email, PASSWORD).status == 303
    assert browser.get("/cohorts").status == 200


def test_without_a_visit_it_still_ends_after_two_weeks(
    world: World, amira: Person, time: time_machine.Traveller
) -> None:
    browser = world.browser(amira)
    time.shift(15 * DAY)
    assert browser.get("/cohorts").status == 303


def test_a_new_password_does_not_begin_it_anew(
    world: World, amira: Person, time: time_machine.Traveller
) -> None:
    browser = world.browser(amira)
    visit_each_day(browser, time, 45)
    typed = {"current_password": PASSWORD, "new_password": "pebbles on the shore"}
    assert browser.submit("/account/password", "/password", **typed).status == 303
    visit_each_day(browser, time, 44)
    time.shift(DAY)
    assert browser.get("/cohorts").status == 303


def test_what_was_typed_as_it_ended_is_kept_and_finished(
    world: World, cohort: str, amira: Person, time: time_machine.Traveller
) -> None:
    browser = world.browser(amira)
    visit_each_day(browser, time, 89)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    time.shift(DAY)
    lost = browser.send(form, "/log", title="", body="Written on the ninetieth day")
    assert (lost.status, lost.h1) == (401, "You have been signed out")
    page = sign_in_and_arrive(browser, lost, amira)
    assert page.h1 == SHOWN
    assert browser.send(page, "/log").status == 303
    with world.app.app_context():
        assert db.session.scalars(sa.select(Reflection.body)).all() == [
            "Written on the ninetieth day"
        ]


def test_one_that_ended_so_is_not_listed_and_is_forgotten_in_time(
    world: World, amira: Person, time: time_machine.Traveller
) -> None:
    world.browser(amira)
    time.shift(90 * DAY)
    with world.database():
        db.session.execute(sa.update(SignIn).values(last_seen_at=clock.now()))
    page = world.browser(amira).get("/account/sign-ins")
    assert len(page.tree.xpath("//form[contains(@action, '/end')]")) == 2, "this one, and all"
    with world.database():
        db.session.execute(sa.update(SignIn).values(last_seen_at=clock.now() + 91 * DAY))
    time.shift(89 * DAY)
    with world.database():
        assert forget_ended_sign_ins() == 0
    time.shift(2 * DAY)
    with world.database():
        assert forget_ended_sign_ins() == 1
