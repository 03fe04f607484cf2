"""Saying when a cohort's modules open: by the offset, by choice, hidden, or early for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.course_modules.models import EarlyOpening, Release
from cohort.course_modules.queries import modules_visible_to
from cohort.db import db
from cohort.programmes.models import Cohort
from tests.client import Browser, Page
from tests.world import Person, World

UTC = dt.UTC
# The clocks go back on 31 October 2027 and forward on 26 March 2028.
START = dt.date(2027, 10, 11)
NOON = dt.datetime(2027, 10, 13, 11, tzinfo=UTC)  # midday in London


@pytest.fixture
def at_noon() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cohort(world: World, at_noon: Any) -> str:
    """m1 is open, m2 opens on Monday 1 November and m3 on the 22nd."""
    slug = world.programme(world.person("Judith Amery"))
    world.modules(slug, 3)
    return world.cohort(slug, starts_on=START, ends_on=dt.date(2028, 6, 1))


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


def choose(browser: Browser, cohort: str, module: str, day: dt.date, time: str) -> Page:
    """Fill in the form for a module's moment."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    typed = {f"opens_on-{part}": str(number) for part, number in parts.items()}
    return browser.submit(
        f"/cohorts/{cohort}/releases/{module}", f"/{module}", **typed, opens_time=time
    )


def state_of(browser: Browser, cohort: str, module: str) -> list[str]:
    """The cells of its row on the desk."""
    page = browser.get(f"/cohorts/{cohort}/releases")
    for row in page.tree.xpath("//table[1]/tbody/tr"):
        if module in row.xpath("string(th)"):
            return [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
    raise AssertionError(f"no row of {module}")


def acts(world: World) -> list[str]:
    with world.app.app_context():
        query = sa.select(HistoryEntry.action).where(HistoryEntry.action.like("release:%"))
        return list(db.session.scalars(query.order_by(HistoryEntry.id)))


def test_the_desk_says_the_computed_day_and_the_state_in_words(
    world: World, cohort: str, ruth: Person
) -> None:
    browser = world.browser(ruth)
    assert state_of(browser, cohort, "Module number 1")[:3] == [
        "Monday 11 October 2027",
        "None",
        "Open",
    ]
    assert state_of(browser, cohort, "Module number 2")[:3] == [
        "Monday 1 November 2027",
        "None",
        "Not open yet",
    ]
    assert "Times are London time." in browser.get(f"/cohorts/{cohort}/releases").text


def test_a_chosen_moment_is_in_the_cohorts_zone_and_outlasts_a_moved_start(
    world: World, cohort: str, ruth: Person, amira: Person, at_noon: Any
) -> None:
    browser = world.browser(ruth)
    page = choose(browser, cohort, "m2", dt.date(2027, 10, 20), "9:30am")
    assert page.status == 303
    shown = browser.follow(page).text
    assert "“Module number 2” opens on Wednesday 20 October 2027, 9:30am." in shown
    with world.database():
        assert db.session.scalars(sa.select(Release.opens_at)).all() == [
            dt.datetime(2027, 10, 20, 8, 30, tzinfo=UTC)  # summer time
        ]
        db.session.execute(sa.update(Cohort).values(starts_on=START + dt.timedelta(days=70)))
    assert state_of(browser, cohort, "Module number 2")[:2] == [
        "Monday 10 January 2028",
        "Wednesday 20 October 2027, 9:30am",
    ]
    reader = world.browser(amira)
    listed = reader.get(f"/cohorts/{cohort}/modules").text
    assert "Opens on Wednesday 20 October 2027, 9:30am" in listed
    assert "Opens on Monday 20 December 2027" in listed  # m1 went with the start
    at_noon.move_to(dt.datetime(2027, 10, 20, 8, 29, 59, tzinfo=UTC))
    assert reader.get(f"/cohorts/{cohort}/modules/m2/p1").status == 404
    at_noon.move_to(dt.datetime(2027, 10, 20, 8, 30, tzinfo=UTC))
    assert "Words of page 1 of module 2." in reader.get(f"/cohorts/{cohort}/modules/m2/p1").text


def test_a_chosen_time_is_right_on_both_sides_of_each_clock_change(
    world: World, cohort: str, ruth: Person
) -> None:
    browser = world.browser(ruth)
    winter = dt.date(2027, 11, 3)
    choose(browser, cohort, "m2", winter, "9am")
    choose(browser, cohort, "m3", dt.date(2028, 3, 27), "14:30")
    with world.database():
        moments = sorted(db.session.scalars(sa.select(Release.opens_at)))
    assert moments == [
        dt.datetime(2027, 11, 3, 9, tzinfo=UTC),
        dt.datetime(2028, 3, 27, 13, 30, tzinfo=UTC),
    ]


ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland", "Africa/Cairo", "Asia/Beirut")


@pytest.mark.parametrize("zone", ZONES)
def test_the_list_and_the_pages_agree_on_every_hour_around_the_opening(
    world: World, at_noon: Any, zone: str
) -> None:
    """Cairo and Beirut skip the hour after midnight in spring: the day begins at one."""
    slug = world.programme(name=f"In {zone}")
    world.modules(slug, 2)
    for start in (dt.date(2027, 10, 11), dt.date(2027, 3, 7), dt.date(2027, 4, 9)):
        name = world.cohort(
            slug, f"From {start}", time_zone=zone, starts_on=start, ends_on=dt.date(2029, 1, 1)
        )
        person = world.person()
        world.join(person, name)
        first = dt.datetime.combine(start + dt.timedelta(days=20), dt.time(), tzinfo=UTC)
        seen = []
        for hour in range(60):
            at_noon.move_to(first + dt.timedelta(hours=hour))
            with world.app.app_context():
                viewer = world.actor(person, name)
                from cohort.course_modules.queries import get_module
                from cohort.kernel.errors import NotFound

                listed = modules_visible_to(viewer)[1].is_open
                try:
                    found = bool(get_module(viewer, "m2"))
                except NotFound:
                    found = False
            assert listed == found, (zone, start, hour)
            seen.append(found)
        assert seen == sorted(seen), (zone, start)
        assert set(seen) == {False, True}, (zone, start)


def test_open_now_opens_at_once_and_a_second_press_changes_nothing(
    world: World, cohort: str, ruth: Person, amira: Person
) -> None:
    browser, reader = world.browser(ruth), world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/releases")
    assert reader.get(f"/cohorts/{cohort}/modules/m2/p1").status == 404
    for _ in range(2):
        assert browser.send(page, "/m2/now").status == 303
    assert reader.get(f"/cohorts/{cohort}/modules/m2/p1").status == 200
    assert acts(world) == ["release:open-now"]


def test_closing_an_open_module_is_asked_about_first(
    world: World, cohort: str, ruth: Person, amira: Person
) -> None:
    browser, reader = world.browser(ruth), world.browser(amira)
    asked = choose(browser, cohort, "m1", dt.date(2027, 12, 1), "midday")
    assert (asked.status, asked.h1) == (200, "Close “Module number 1”?")
    assert "open again on Wednesday 1 December 2027, midday" in asked.text
    assert world.count(Release) == 0
    assert reader.get(f"/cohorts/{cohort}/modules/m1/p1").status == 200
    assert browser.send(asked, "/m1").status == 303
    assert reader.get(f"/cohorts/{cohort}/modules/m1/p1").status == 404
    back = browser.submit(f"/cohorts/{cohort}/releases/m1", "/m1/computed")
    assert back.status == 303  # this gives it back, so nothing is asked
    assert reader.get(f"/cohorts/{cohort}/modules/m1/p1").status == 200
    assert acts(world) == ["release:set", "release:compute"]


def test_a_hidden_module_is_gone_for_participants_and_what_they_wrote_is_not(
    world: World, cohort: str, ruth: Person, amira: Person
) -> None:
    browser, reader = world.browser(ruth), world.browser(amira)
    writing = reader.get(f"/cohorts/{cohort}/log/new?prompt=m1-reflect")
    unfinished = reader.get(f"/cohorts/{cohort}/log/new?prompt=m1-reflect")
    reader.send(writing, "?prompt=m1-reflect", body="What I noticed in it")
    reader.submit(f"/cohorts/{cohort}/modules/m1/p1", "/p1/done")
    asked = browser.submit(f"/cohorts/{cohort}/releases", "/m1/hidden")
    assert asked.h1 == "Hide “Module number 1”?"
    assert browser.send(asked, "/m1/hidden").status == 303
    kept = reader.send(unfinished, "?prompt=m1-reflect", body="Half written as it was hidden")
    assert "Half written as it was hidden" in reader.follow(kept).text
    listed = reader.get(f"/cohorts/{cohort}/modules").text
    assert "Module number 1" not in listed
    assert "Module number 2" in listed
    assert reader.get(f"/cohorts/{cohort}/modules/m1").status == 404
    assert "Module number 1" not in reader.get(f"/cohorts/{cohort}").text
    log = reader.get(f"/cohorts/{cohort}/log")
    assert "What I noticed in it" in log.text
    entry = log.tree.xpath("//a[contains(@href, '/log/') and not(contains(@href, '/new'))]/@href")[
        -1
    ]
    assert "What I noticed in it" in reader.get(entry).text
    changed = reader.submit(f"{entry}/edit", f"/{entry.rpartition('/')[2]}", body="Changed since")
    assert changed.status == 303
    assert "Hidden from participants" in browser.get(f"/cohorts/{cohort}/modules").text
    assert browser.submit(f"/cohorts/{cohort}/releases", "/m1/shown").status == 303
    assert "1 of 2 pages done" in reader.get(f"/cohorts/{cohort}/modules").text
    assert acts(world) == ["release:hide", "release:show"]


def test_a_module_opened_early_is_open_to_one_person_alone_until_taken_back(
    world: World, cohort: str, ruth: Person, amira: Person
) -> None:
    other = world.person("Joe Hartigan")
    world.join(other, cohort)
    browser, hers, his = (world.browser(person) for person in (ruth, amira, other))
    page = browser.get(f"/cohorts/{cohort}/releases/m3")
    names = page.tree.xpath("//select[@id='membership']/option/text()")
    assert names == ["Choose a person", "Amira Okafor", "Joe Hartigan"]
    wanting = browser.send(page, "/m3/early")
    assert (wanting.status, wanting.errors()) == (422, ["Choose a person"])
    choice = page.tree.xpath("//option[text()='Amira Okafor']/@value")[0]
    for _ in range(2):
        assert browser.send(page, "/m3/early", membership=choice).status == 303
    assert world.count(EarlyOpening) == 1
    assert "Words of page 1 of module 3." in hers.get(f"/cohorts/{cohort}/modules/m3/p1").text
    assert "Opened early, for you" in hers.get(f"/cohorts/{cohort}/modules").text
    assert his.get(f"/cohorts/{cohort}/modules/m3/p1").status == 404
    desk = browser.get(f"/cohorts/{cohort}/releases")
    assert "Amira Okafor" in desk.text
    ending = next(
        form
        for form in desk.tree.xpath("//form/@action")
        if form.endswith("/end") and "/m3/early/" in form
    )
    for _ in range(2):
        assert browser.send(desk, ending).status == 303
    assert hers.get(f"/cohorts/{cohort}/modules/m3/p1").status == 404
    assert acts(world) == ["release:open-early", "release:end-early"]


def test_what_somebody_else_chose_meanwhile_is_shown_beside_what_was_typed(
    world: World, cohort: str, ruth: Person
) -> None:
    other = world.person("Sam Okonjo")
    world.join(other, cohort, Role.FACILITATOR)
    mine, theirs = world.browser(ruth), world.browser(other)
    page = mine.get(f"/cohorts/{cohort}/releases/m2")
    choose(theirs, cohort, "m2", dt.date(2027, 11, 5), "9am")
    typed = {"opens_on-day": "8", "opens_on-month": "11", "opens_on-year": "2027"}
    clash = mine.send(page, "/m2", **typed, opens_time="2pm")
    assert clash.status == 409
    assert "Friday 5 November 2027, 9am" in clash.text
    assert clash.form("/m2")["opens_on-day"] == "8"
    assert mine.send(page, "/m2/now").status == 409  # a button of the old page
    assert mine.send(clash, "/m2").status == 303  # knowingly
    assert state_of(mine, cohort, "Module number 2")[1] == "Monday 8 November 2027, 2pm"


@pytest.mark.parametrize("time", ["", "soon", "25:00", "9", "13pm", "9:75am", "٩am"])
def test_a_time_that_is_none_gets_words_and_keeps_what_was_typed(
    world: World, cohort: str, ruth: Person, time: str
) -> None:
    page = choose(world.browser(ruth), cohort, "m2", dt.date(2027, 11, 5), time)
    assert page.status == 422
    assert page.errors() in (["Enter the time"], ["Time must be a time like 9am, 2:30pm or 14:30"])
    assert page.form("/m2")["opens_time"] == time
    assert world.count(Release) == 0


def test_nobody_is_let_into_another_cohort(world: World, cohort: str, ruth: Person) -> None:
    elsewhere = world.cohort("commissioning-with-communities", "Next door", starts_on=START)
    stranger = world.join(world.person("Somebody else"), elsewhere)
    from cohort.kernel import ids

    browser = world.browser(ruth)
    page = browser.get(f"/cohorts/{cohort}/releases/m3")
    token = page.form("/m3")["csrf_token"]
    for number in (stranger, 7, 2**62):
        sent = {"csrf_token": token, "membership": ids.write_id(number)}
        assert browser.post(f"/cohorts/{cohort}/releases/m3/early", sent).status == 404
    assert world.count(EarlyOpening) == 0


def test_each_act_stands_in_the_record_in_words(
    world: World, cohort: str, ruth: Person, amira: Person
) -> None:
    browser = world.browser(ruth)
    page = browser.get(f"/cohorts/{cohort}/releases/m3")
    choice = page.tree.xpath("//option[text()='Amira Okafor']/@value")[0]
    browser.send(page, "/m3/early", membership=choice)
    choose(browser, cohort, "m2", dt.date(2027, 10, 20), "9am")
    judith = world.browser(Person(0, "", "judith.amery@example.org"))
    record = judith.get("/organise/programmes/commissioning-with-communities/history").text
    assert "opened Module number 3 early for Amira Okafor in Spring cohort" in record
    assert "chose when Module number 2 opens to Spring cohort" in record
    assert "Monday 1 November 2027, midnight" in record
    assert "Wednesday 20 October 2027, 9am" in record
