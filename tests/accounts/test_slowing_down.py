"""Failures are counted in the database, by account and by network; waits grow and wear off."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts.models import SignInFailure
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.networks import network_of
from tests.client import Browser
from tests.world import PASSWORD, Person, World

WRONG = "That email address and password do not fit together. Check both and try again"
HALF_A_MINUTE = "Too many tries. Wait half a minute, then try again"


def fail(world: World, email: str, times: int, browser: Browser | None = None) -> list[str]:
    """Fail so often; what is said the last time."""
    said = []
    for _ in range(times):
        said = (browser or Browser(world.app)).sign_in(email, "wrong").errors()
    return said


@pytest.fixture
def person(world: World) -> Person:
    return world.person()


def test_waits_grow_with_each_failure_and_are_the_same_for_unknown_addresses(
    world: World, person: Person
) -> None:
    said: dict[str, list[str]] = {}
    for email in (person.email, "nobody@example.org"):
        begun = clock.now()
        with time_machine.travel(begun, tick=False) as time:
            said[email] = []
            for seconds in (0, 0, 0, 0, 0, 31, 61, 121, 241, 481, 901):
                time.shift(seconds)
                said[email] += fail(world, email, 1)
                said[email] += fail(world, email, 1)[:1] if len(said[email]) > 5 else []
    assert said[person.email] == said["nobody@example.org"]
    assert said[person.email][:5] == [WRONG] * 5
    waits = [words for words in said[person.email] if words != WRONG]
    assert waits[0] == "Too many tries. Wait a minute, then try again"
    assert waits[-1] == "Too many tries. Wait 15 minutes, then try again"


def test_the_right_password_must_wait_too_and_works_afterwards(
    world: World, person: Person
) -> None:
    fail(world, person.email, 5)
    assert Browser(world.app).sign_in(person.email, PASSWORD).errors() == [HALF_A_MINUTE]
    with time_machine.travel(clock.now() + dt.timedelta(seconds=31)):
        assert Browser(world.app).sign_in(person.email, PASSWORD).status == 303


def test_tries_made_while_waiting_do_not_lengthen_the_wait(world: World, person: Person) -> None:
    fail(world, person.email, 30)
    assert world.count(SignInFailure) == 5
    with time_machine.travel(clock.now() + dt.timedelta(seconds=31)):
        assert Browser(world.app).sign_in(person.email, PASSWORD).status == 303


def test_signing_in_begins_the_count_anew(world: World, person: Person) -> None:
    fail(world, person.email, 4)
    assert Browser(world.app).sign_in(person.email, PASSWORD).status == 303
    assert world.count(SignInFailure) == 0
    assert fail(world, person.email, 4) == [WRONG]


def test_somebody_else_on_the_same_network_is_not_slowed_down(world: World, person: Person) -> None:
    fail(world, person.email, 12)
    assert Browser(world.app).sign_in(world.person().email, PASSWORD).status == 303


def test_a_stranger_cannot_keep_the_owner_out_of_a_browser_they_used_before(
    world: World, person: Person
) -> None:
    own = world.browser(person)
    own.post("/sign-out", {"csrf_token": own.token()})
    with time_machine.travel(clock.now(), tick=False) as time:
        for _ in range(12):
            fail(world, person.email, 1)
            time.shift(dt.timedelta(seconds=16 * 60 if _ >= 9 else 500))
        fail(world, person.email, 1)
        assert "Too many tries" in fail(world, person.email, 1)[0]
        assert own.sign_in(person.email, PASSWORD).status == 303


def test_a_browser_known_for_one_person_is_a_stranger_for_another(
    world: World, person: Person
) -> None:
    strangers_own = world.browser(world.person())
    strangers_own.post("/sign-out", {"csrf_token": strangers_own.token()})
    fail(world, person.email, 5)
    assert fail(world, person.email, 1, strangers_own) == [HALF_A_MINUTE]


def test_failures_in_ones_own_browser_are_slowed_down_as_well(world: World, person: Person) -> None:
    own = world.browser(person)
    own.post("/sign-out", {"csrf_token": own.token()})
    assert fail(world, person.email, 6, own) == [HALF_A_MINUTE]
    assert Browser(world.app).sign_in(person.email, PASSWORD).status == 303


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "WyJhIixbXV0.forged", "\u2603"])
def test_a_forged_browser_cookie_is_a_stranger(world: World, person: Person, value: str) -> None:
    browser = Browser(world.app)
    browser.client.set_cookie("cohort-browser", value)
    fail(world, person.email, 5)
    assert fail(world, person.email, 1, browser) == [HALF_A_MINUTE]


def test_a_hundred_failures_slow_a_network_down_whatever_the_accounts(world: World) -> None:
    person = world.person()
    with world.database():
        db.session.add_all(
            SignInFailure(email=f"{n}@example.org", network="127.0.0.1") for n in range(100)
        )
    said = "Too many tries. Wait a minute, then try again"
    assert Browser(world.app).sign_in(person.email, PASSWORD).errors() == [said]
    elsewhere = Browser(world.app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert elsewhere.sign_in(person.email, PASSWORD).status == 303


def test_addresses_of_one_home_are_one_network() -> None:
    assert (
        network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    )
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of(None) == network_of("nonsense") == "unknown"


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_jumps_keeps_nobody_out(world: World, person: Person, days: int) -> None:
    """What failed "tomorrow", before the clock was set back, must not count until then."""
    with time_machine.travel(clock.now() + dt.timedelta(days=days)):
        fail(world, person.email, 6)
    assert Browser(world.app).sign_in(person.email, PASSWORD).status == 303


def test_old_failures_are_forgotten_and_new_ones_kept(world: World, person: Person) -> None:
    fail(world, person.email, 2)
    with world.database():
        first = sa.select(sa.func.min(SignInFailure.id)).scalar_subquery()
        old = sa.update(SignInFailure).where(SignInFailure.id == first)
        db.session.execute(old.values(at=clock.now() - dt.timedelta(hours=2)))
    with world.app.app_context():
        from cohort.accounts.actions.throttling import forget_old_failures

        assert forget_old_failures() == 1
        db.session.commit()
    assert world.count(SignInFailure) == 1
