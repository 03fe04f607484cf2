"""Whose clock, which mail, and days away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.actions import mail_choices as actions
from cohort.accounts.actions.away import forget_past_days_away
from cohort.accounts.models import Away, User
from cohort.kernel import clock, ids
from tests.client import Browser
from tests.world import Person, World

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira Okafor")


@pytest.fixture
def browser_of_amira(world: World, amira: Person) -> Browser:
    return world.browser(amira)


def stored(world: World, person: Person) -> tuple[str, dict[str, str]]:
    with world.database() as session:
        user = session.get(User, person.id)
        return user.time_zone, dict(user.mail_choices)


# --- Mail --------------------------------------------------------------------------------------


def test_each_kind_of_mail_can_be_chosen_and_necessary_mail_is_said_to_come_always(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    page = browser_of_amira.get("/account/preferences")
    assert "is always sent" in page.text
    form = page.form("/account/preferences")
    shown = ("preset", "reply", "reminders", "threads", "modules")
    assert [form[name] for name in shown] == ["usual", "at once", "at once", "digest", "at once"]
    assert page.body.count('<details class="details">') == 1, "the table is closed until wanted"
    done = browser_of_amira.send(page, "/account/preferences", reply="digest", reminders="no")
    assert "Your choices are saved." in browser_of_amira.follow(done).text
    chosen = {"preset": "usual", "reply": "digest", "reminders": "no"}
    assert stored(world, amira) == ("", chosen)
    after = browser_of_amira.get("/account/preferences")
    again = after.form("/account/preferences")
    assert [again[name] for name in shown] == ["usual", "digest", "no", "digest", "at once"]
    assert '<details class="details" open>' in after.body


def test_a_preset_takes_the_rows_with_it_but_a_row_changed_with_it_holds(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    here = "/account/preferences"
    browser_of_amira.submit(here, here, mention="no")
    browser_of_amira.submit(here, here, preset="weekly", mention="at once")
    assert stored(world, amira)[1] == {"preset": "weekly", "mention": "at once"}
    form = browser_of_amira.get(here).form(here)
    assert (form["reply"], form["threads"], form["mention"]) == ("weekly", "weekly", "at once")
    assert form["reminders"] == "at once", "there are no reminders once a week"
    browser_of_amira.submit(here, here, preset="must")
    assert stored(world, amira)[1] == {"preset": "must"}


def test_a_form_without_the_table_changes_no_row(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    here = "/account/preferences"
    browser_of_amira.submit(here, here, reply="no")
    browser_of_amira.post(here, {"csrf_token": browser_of_amira.token(), "preset": "usual"})
    assert stored(world, amira)[1] == {"preset": "usual", "reply": "no"}


def test_who_stopped_all_mail_is_told_and_starts_it_again_by_a_tick(
    browser_of_amira: Browser, world: World, amira: Person
) -> None:
    here = "/account/preferences"
    assert "You stopped all of this" not in browser_of_amira.get(here).text
    browser_of_amira.submit(here, here, reply="digest")
    with world.database():
        actions.stop(amira.id, "all")
    page = browser_of_amira.get(here)
    assert "You stopped all of this" in page.text
    assert page.form(here)["reply"] == "digest", "what was chosen is still there"
    browser_of_amira.send(page, here, time_zone="Asia/Tokyo")
    kept = {"preset": "usual", "reply": "digest", "all": "no"}
    assert stored(world, amira) == ("Asia/Tokyo", kept)
    fields = browser_of_amira.get(here).form(here)
    assert fields.pop("stopped") == "y"
    browser_of_amira.post(fields.pop("__action__"), fields)
    assert stored(world, amira)[1] == {"preset": "usual", "reply": "digest"}


@pytest.mark.parametrize(
    "typed",
    [
        {"reply": "never"},
        {"reminders": "digest"},
        {"preset": "hourly"},
        {"time_zone": "Europe/Atlantis"},
    ],
)
def test_a_choice_that_is_none_is_refused_in_words(
    browser_of_amira: Browser, world: World, amira: Person, typed: dict[str, str]
) -> None:
    page = browser_of_amira.submit("/account/preferences", "/account/preferences", **typed)
    assert page.status == 422
    assert page.errors()[0].startswith("Choose ")
    assert stored(world, amira) == ("", {})


# --- Time zones --------------------------------------------------------------------------------


def test_a_reader_elsewhere_sees_their_own_time_with_its_zone_named(world: World) -> None:
    cohort = world.cohort(world.programme())
    people = {name: world.person(name) for name in ("Home", "Tokyo", "Lisbon")}
    for person in people.values():
        world.join(person, cohort)
    with time_machine.travel(NOON, tick=False):
        thread = world.thread(people["Home"], cohort)
        address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
        for name, zone, words in (
            ("Home", "", "Tuesday 24 November 2026, midday"),
            ("Tokyo", "Asia/Tokyo", "Tuesday 24 November 2026, 9pm (Tokyo time)"),
            ("Lisbon", "Europe/Lisbon", "Tuesday 24 November 2026, midday"),
        ):
            browser = world.browser(people[name])
            browser.submit("/account/preferences", "/account/preferences", time_zone=zone)
            text = browser.get(address).text
            assert words in text
            assert ("time)" in text) is (name == "Tokyo")


def test_the_zone_is_named_only_while_the_clocks_differ() -> None:
    """Between the American change of clocks and the European one, New York is an hour nearer."""
    winter = dt.datetime(2026, 1, 15, 17, tzinfo=dt.UTC)
    between = dt.datetime(2026, 3, 20, 17, tzinfo=dt.UTC)
    say = clock.say_moment_to
    assert say(winter, "Europe/London", "America/New_York").endswith("midday (New York time)")
    assert say(between, "Europe/London", "America/New_York").endswith("1pm (New York time)")
    assert say(winter, "Europe/London", "Europe/Lisbon").endswith("5pm")
    assert say(winter, "Europe/Paris", "").endswith("6pm")
    summer = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    assert say(summer, "Europe/London", "Africa/Accra").endswith("midday (Accra time)")
    assert say(winter, "Europe/London", "Africa/Accra").endswith("5pm")


def test_the_list_of_zones_is_by_region_and_every_one_is_real() -> None:
    zones = clock.zones_by_region()
    assert next(iter(zones)) == "Europe"
    assert ("Europe/London", "London") in zones["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in zones["America"]
    assert all(clock.is_zone(name) for places in zones.values() for name, _ in places)


# --- Days away ---------------------------------------------------------------------------------


def days(first: str, last: str) -> dict[str, str]:
    typed = {}
    for name, text in (("first_day", first), ("last_day", last)):
        year, month, day = text.split("-")
        typed |= {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
    return typed


def count(world: World) -> int:
    with world.database() as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(Away)))


@time_machine.travel(NOON, tick=False)
def test_days_away_are_added_once_and_removed(world: World, amira: Person) -> None:
    browser_of_amira = world.browser(amira)
    page = browser_of_amira.get("/account/away")
    for _ in range(2):
        done = browser_of_amira.send(page, "/account/away", **days("2026-11-24", "2026-12-04"))
        assert done.status == 303
    assert count(world) == 1
    after = browser_of_amira.get("/account/away")
    assert "Tuesday 24 November 2026 to Friday 4 December 2026" in after.text
    browser_of_amira.send(after, "/remove")
    assert count(world) == 0


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-12-04", "2026-12-03", "must be on or after the first day"),
        ("2026-11-01", "2026-11-20", "must not be over already"),
        ("2026-12-01", "2028-01-01", "must be within a year"),
        ("2026-02-30", "2026-12-01", "First day away must be a real date"),
        ("x-1-1", "2026-12-01", "First day away must use numbers"),
    ],
)
def test_days_that_make_no_sense_are_refused_and_kept_in_the_form(
    world: World, amira: Person, first: str, last: str, words: str
) -> None:
    browser_of_amira = world.browser(amira)
    page = browser_of_amira.submit("/account/away", "/account/away", **days(first, last))
    assert page.status == 422
    assert words in " ".join(page.errors())
    assert page.form("/account/away")["first_day-day"] == first.split("-")[2]
    assert count(world) == 0


def test_nobody_removes_days_of_somebody_else(world: World, amira: Person) -> None:
    with world.database() as session:
        one = Away(user_id=amira.id, first_day=dt.date(2098, 1, 1), last_day=dt.date(2098, 1, 2))
        session.add(one)
        session.flush()
        address = f"/account/away/{ids.write_id(one.id)}/remove"
    other = world.browser(world.person("Tom"))
    other.post(address, {"csrf_token": other.token()})
    assert count(world) == 1


def test_no_more_than_twenty_times_away(browser_of_amira: Browser, world: World) -> None:
    with world.database() as session:
        user_id = session.scalar(sa.select(User.id))
        for n in range(1, 21):
            day = dt.date(2098, 1, n)
            session.add(Away(user_id=user_id, first_day=day, last_day=day))
    page = browser_of_amira.submit("/account/away", "/account/away", **days("2098-3-1", "2098-3-1"))
    assert page.errors() == ["You have 20 times away here. Remove one first"]
    assert count(world) == 20


@time_machine.travel(NOON, tick=False)
def test_facilitators_see_who_is_away_until_when_and_other_participants_do_not(
    world: World, amira: Person
) -> None:
    cohort = world.cohort(world.programme())
    membership = world.join(amira, cohort)
    people: dict[str, Any] = {name: world.person(name) for name in ("Host", "Peer")}
    world.join(people["Host"], cohort, Role.FACILITATOR)
    world.join(people["Peer"], cohort)
    browsers = {name: world.browser(person) for name, person in people.items()}
    browsers["Amira"] = world.browser(amira)
    for first, last in (("2026-11-20", "2026-12-04"), ("2026-12-24", "2026-12-31")):
        browsers["Amira"].submit("/account/away", "/account/away", **days(first, last))
    for name, sees in (("Host", True), ("Amira", True), ("Peer", False)):
        for address in ("people", f"people/{ids.write_id(membership)}"):
            text = browsers[name].get(f"/cohorts/{cohort}/{address}").text
            assert ("Away until Friday 4 December" in text) is sees, (name, address)
            assert "31 December" not in text
    with time_machine.travel(NOON + dt.timedelta(days=11), tick=False):
        assert "Away until" not in browsers["Host"].get(f"/cohorts/{cohort}/people").text


def test_days_away_are_forgotten_a_month_after(world: World, amira: Person) -> None:
    with world.database() as session:
        for last in (dt.date(2026, 10, 1), dt.date(2026, 11, 1)):
            session.add(Away(user_id=amira.id, first_day=last, last_day=last))
    with time_machine.travel(NOON, tick=False), world.database():
        assert forget_past_days_away() == 1
    assert count(world) == 1
