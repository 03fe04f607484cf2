"""Signing in and out by password."""

from __future__ import annotations

import statistics

import sqlalchemy as sa
import time_machine

from cohort.accounts.models import User
from cohort.accounts.passwords import hash_password
from cohort.db import db
from cohort.kernel import clock
from tests.client import Browser, Page
from tests.patience import work_of
from tests.world import PASSWORD, World

WRONG = "That email address and password do not fit together. Check both and try again"


def sign_in(world: World, email: str, password: str) -> Page:
    return Browser(world.app).sign_in(email, password)


def test_the_right_password_opens_the_door(world: World) -> None:
    person = world.person("Amira Okafor")
    browser = Browser(world.app)
    page = browser.follow(browser.sign_in("  AMIRA.okafor@example.org ", PASSWORD))
    assert page.h1 == "Your cohorts"
    assert person.name in page.text


def test_wrong_and_unknown_are_told_the_same(world: World) -> None:
    person = world.person()
    wrong = sign_in(world, person.email, "not the password")
    unknown = sign_in(world, "nobody@example.org", "not the password")
    assert wrong.status == unknown.status == 422
    assert wrong.errors() == unknown.errors() == [WRONG]
    assert person.email in wrong.body
    assert "not the password" not in wrong.body


def test_a_person_without_a_password_cannot_sign_in_with_any(world: World) -> None:
    person = world.person()
    with world.database():
        db.session.execute(sa.update(User).values(password_hash=None))
    for password in ("", "None", PASSWORD):
        assert sign_in(world, person.email, password).status == 422


def test_unknown_and_known_addresses_take_as_long(world: World) -> None:
    person = world.person(password_hash=hash_password(PASSWORD))
    with time_machine.travel(clock.now(), tick=True):
        times: dict[str, list[float]] = {person.email: [], "nobody@example.org": []}
        for _ in range(7):
            for email, found in times.items():
                found.append(work_of(lambda email=email: sign_in(world, email, "wrong")))
    known, unknown = (statistics.median(found) for found in times.values())
    assert 0.6 < known / unknown < 1.7


def test_signing_out_ends_it_and_doing_so_twice_does_no_harm(world: World) -> None:
    person = world.person()
    browser = world.browser(person)
    token = str(browser.get("/cohorts").tree.xpath("//input[@name='csrf_token']/@value")[0])
    out = browser.post("/sign-out", {"csrf_token": token})
    assert "You have signed out." in browser.follow(out).text
    assert browser.get("/cohorts").status == 303
    assert browser.post("/sign-out", {"csrf_token": browser.token()}).status == 303


def test_raising_the_epoch_ends_every_sign_in(world: World) -> None:
    person = world.person()
    browsers = [world.browser(person), world.browser(person)]
    with world.database():
        db.session.execute(sa.update(User).values(epoch=User.epoch + 1))
    assert [browser.get("/cohorts").status for browser in browsers] == [303, 303]


def test_a_deactivated_person_is_out_at_once(world: World) -> None:
    person = world.person()
    browser = world.browser(person)
    with world.database():
        db.session.execute(sa.update(User).values(deactivated_at=clock.now()))
    assert browser.get("/cohorts").status == 303
    assert sign_in(world, person.email, PASSWORD).errors() == [WRONG]


def test_signing_in_needs_the_forms_own_token(world: World) -> None:
    person = world.person()
    page = Browser(world.app).post("/sign-in", {"email": person.email, "password": PASSWORD})
    assert page.status == 400
    assert PASSWORD not in page.body
    assert "Send it again" not in page.text


def test_the_session_of_before_signing_in_is_thrown_away(world: World) -> None:
    person = world.person()
    browser = Browser(world.app)
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    browser.sign_in(person.email, PASSWORD)
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent
