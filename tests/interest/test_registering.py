"""Registering interest: easy for people, quietly careful about spam."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.db import db
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.mail.models import OutboxMessage
from tests.client import Browser, Page
from tests.world import World

ANSWERS = {
    "name": "Tom Adeyemi",
    "email": "tom@example.org",
    "organisation": "Northmoor County Council",
    "job": "Service manager",
    "hopes": "",
    "cohort": "later",
}


@pytest.fixture
def slug(world: World) -> str:
    return world.programme()


def send(world: World, slug: str, *, after: float = 60, **changes: str) -> Page:
    browser = Browser(world.app)
    page = browser.get(f"/programmes/{slug}/interest")
    with time_machine.travel(clock.now() + dt.timedelta(seconds=after), tick=False):
        return browser.send(page, "/interest", **(ANSWERS | changes))


def held(world: World) -> list[str | None]:
    with world.app.app_context():
        return list(db.session.scalars(sa.select(ExpressionOfInterest.held_because)))


def test_an_honest_one_is_kept_and_answered(world: World, slug: str) -> None:
    assert send(world, slug).status == 303
    assert held(world) == [None]
    assert world.count(OutboxMessage) == 1


@pytest.mark.parametrize(
    ("after", "changes", "why"),
    [
        (60, {"wren_note": "http://spam.example"}, "The hidden field was filled in"),
        (1, {}, "It was filled in faster than a person types"),
        (60, {"started": "forged"}, "The form did not carry its own time stamp"),
        (60, {"started": ""}, "The form did not carry its own time stamp"),
    ],
)
def test_what_looks_like_spam_is_held_not_refused_and_not_answered(
    world: World, slug: str, after: float, changes: dict[str, str], why: str
) -> None:
    assert send(world, slug, after=after, **changes).status == 303
    assert held(world) == [why]
    assert world.count(OutboxMessage) == 0


def test_someone_who_takes_a_day_over_it_is_not_held(world: World, slug: str) -> None:
    assert send(world, slug, after=86_400).status == 303
    assert held(world) == [None]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Enter your name"),
        ({"email": ""}, "Enter your email address"),
        ({"email": "tom@"}, "Enter an email address like name@example.org"),
        ({"email": "tom@example.org\nBcc: all@example.org"}, "Enter an email address like"),
        ({"organisation": ""}, "Enter the organisation you work with"),
        ({"job": ""}, "Enter what you do there"),
        ({"cohort": "12345"}, "Choose a cohort"),
        ({"hopes": "h" * 5001}, "This answer must be 5,000 characters or fewer"),
    ],
)
def test_each_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    world: World, slug: str, changes: dict[str, str], words: str
) -> None:
    page = send(world, slug, **changes)
    assert page.status == 422
    assert page.title.startswith("Error: Register your interest")
    assert len(page.errors()) == 1
    assert words in page.errors()[0]
    target = page.tree.xpath("//*[contains(@class,'error-summary')]//a/@href")[0]
    assert page.tree.xpath(f"//*[@id='{target[1:]}']")
    for name, value in (ANSWERS | changes).items():
        if name in ("name", "organisation", "job") and value.strip():
            assert page.tree.xpath(f"//input[@name='{name}']/@value") == [value]
    assert world.count(ExpressionOfInterest) == 0


def test_sent_twice_it_is_registered_and_answered_once(world: World, slug: str) -> None:
    browser = Browser(world.app)
    form = browser.get(f"/programmes/{slug}/interest")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=5)):
        for _ in range(2):
            sent = browser.send(form, "/interest", **ANSWERS)
        assert browser.follow(sent).h1 == "Your interest is registered"
        browser.send(form, "/interest", **(ANSWERS | {"name": "Leah", "email": "l@example.org"}))
    assert world.count(ExpressionOfInterest) == 2
    assert world.count(OutboxMessage) == 2


def test_only_the_browser_that_registered_sees_the_reference(world: World, slug: str) -> None:
    send(world, slug)
    assert Browser(world.app).get(f"/programmes/{slug}/interest/registered").status == 404


def test_a_cohort_of_another_programme_cannot_be_chosen(world: World, slug: str) -> None:
    other = world.programme(name="Another programme")
    theirs = world.cohort(other, "Theirs", status="open_for_interest")
    browser = Browser(world.app)
    page = browser.get(f"/programmes/{other}/interest")
    choice = page.tree.xpath("//input[@name='cohort']/@value")[0]
    assert choice != "later"
    assert send(world, slug, cohort=choice).status == 422
    person = world.person()
    world.join(person, theirs, Role.FACILITATOR)
    assert (
        "Nobody has registered yet"
        in world.browser(person).get(f"/cohorts/{theirs}/registrations").text
    )


def test_draft_programmes_take_no_registrations(world: World) -> None:
    slug = world.programme(name="Secret", public=False)
    browser = Browser(world.app)
    assert browser.get(f"/programmes/{slug}").status == 404
    assert browser.get(f"/programmes/{slug}/interest").status == 404
    assert "Secret" not in browser.get("/").text


def test_registrations_are_kept_as_long_as_the_programme_says(world: World, slug: str) -> None:
    send(world, slug)
    with world.app.app_context():
        expires = db.session.scalar(sa.select(ExpressionOfInterest.expires_on))
    assert expires == clock.add_months(clock.now().date(), 12)
