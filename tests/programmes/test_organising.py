"""Organisers create and edit programmes and cohorts on pages."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.programmes.models import Cohort, Programme
from tests.client import Browser
from tests.world import Person, World

COHORT = {
    "name": "Spring cohort",
    "status": "open_for_interest",
    "starts_on-day": "1",
    "starts_on-month": "3",
    "starts_on-year": "2027",
    "ends_on-day": "1",
    "ends_on-month": "10",
    "ends_on-year": "2027",
    "capacity": "24",
    "time_zone": "Europe/London",
    "accent": "3",
}


@pytest.fixture
def organiser(world: World) -> Person:
    person = world.person("Olu Organiser")
    world.programme(person)
    return person


def test_an_organiser_creates_a_programme_and_a_cohort(world: World, organiser: Person) -> None:
    browser = world.browser(organiser)
    made = browser.submit(
        "/organise/programmes/new",
        "/programmes",
        name="Commissioning by the sea",
        summary="For places with two seasons.",
        description="A **new** one.\n\n<script>alert(1)</script>",
        contact_email="hello@example.org",
        is_public="y",
    )
    assert made.location == "/organise/programmes/commissioning-by-the-sea"
    assert "No cohort yet" in browser.follow(made).text
    cohort = browser.submit(f"{made.location}/cohorts/new", "/cohorts", **COHORT)
    assert "Spring cohort" in browser.follow(cohort).text
    public = Browser(world.app).get("/programmes/commissioning-by-the-sea")
    assert "A new one." in public.text
    assert "Monday 1 March 2027" in public.text
    assert "<script>alert" not in public.body
    with world.app.app_context():
        acts = list(db.session.scalars(sa.select(HistoryEntry.action).order_by(HistoryEntry.id)))
    assert acts[-4:] == [
        "programme:start",
        "programme:make-organiser",
        "programme:publish",
        "cohort:start",
    ]


def test_editing_goes_on_record_with_old_and_new(world: World, organiser: Person) -> None:
    browser = world.browser(organiser)
    slug = "commissioning-with-communities"
    saved = browser.submit(f"/organise/programmes/{slug}/edit", slug, price="£480 each")
    assert saved.status == 303
    with world.app.app_context():
        entry = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action == "programme:edit")
        ).one()
        assert entry.actor_id == organiser.id
        assert entry.details["changed"] == {"price": ["", "£480 each"]}


def test_two_people_editing_at_once_lose_nothing(world: World, organiser: Person) -> None:
    slug = "commissioning-with-communities"
    first, second = world.browser(organiser), world.browser(organiser)
    address = f"/organise/programmes/{slug}/edit"
    forms = first.get(address), second.get(address)
    assert first.send(forms[0], slug, price="£400", place="Harrowmere").status == 303
    clash = second.send(forms[1], slug, price="£500")
    assert clash.status == 409
    assert "What is saved now" in clash.text
    assert "£400" in clash.text
    assert clash.tree.xpath("//input[@name='price']/@value") == ["£500"]
    assert second.send(clash, slug, place="Harrowmere").status == 303
    with world.app.app_context():
        saved = db.session.execute(sa.select(Programme.price, Programme.place)).one()
    assert tuple(saved) == ("£500", "Harrowmere")


def test_two_people_editing_a_cohort_lose_nothing(world: World, organiser: Person) -> None:
    cohort = world.cohort("commissioning-with-communities")
    first, second = world.browser(organiser), world.browser(organiser)
    forms = [b.get(f"/organise/cohorts/{cohort}/edit") for b in (first, second)]
    assert first.send(forms[0], cohort, capacity="30").status == 303
    clash = second.send(forms[1], cohort, capacity="12")
    assert clash.status == 409
    assert "“Places” was changed elsewhere" in clash.errors()[0]
    assert "Places 30" in clash.text


def test_names_that_are_alike_get_addresses_of_their_own(world: World, organiser: Person) -> None:
    browser = world.browser(organiser)
    for place, name in enumerate(("Same name", "Same name", "???", "Ŵyn a’r môr")):
        browser.submit("/organise/programmes/new", "/programmes", name=name, place=f"P{place}")
    with world.app.app_context():
        slugs = set(db.session.scalars(sa.select(Programme.slug)))
    assert {"same-name", "same-name-2", "x", "wyn-ar-mor"} <= slugs


def test_a_double_press_starts_one_programme_and_one_cohort(
    world: World, organiser: Person
) -> None:
    browser = world.browser(organiser)
    form = browser.get("/organise/programmes/new")
    places = {browser.send(form, "/programmes", name="By the sea").location for _ in range(2)}
    assert places == {"/organise/programmes/by-the-sea"}
    form = browser.get("/organise/programmes/by-the-sea/cohorts/new")
    for _ in range(2):
        assert browser.send(form, "/cohorts", **COHORT).status == 303
    assert world.count(Programme) == 2
    assert world.count(Cohort) == 1


def test_a_second_press_on_save_is_no_clash(world: World, organiser: Person) -> None:
    slug = "commissioning-with-communities"
    browser = world.browser(organiser)
    form = browser.get(f"/organise/programmes/{slug}/edit")
    assert [browser.send(form, slug, price="£480").status for _ in range(2)] == [303, 303]


def test_a_stale_form_does_not_publish_again_unseen(world: World, organiser: Person) -> None:
    slug = "commissioning-with-communities"
    first, second = world.browser(organiser), world.browser(organiser)
    stale = second.get(f"/organise/programmes/{slug}/edit")
    form = first.get(f"/organise/programmes/{slug}/edit")
    fields = form.form(slug)
    target = fields.pop("__action__")
    del fields["is_public"]
    assert first.post(target, fields).status == 303
    clash = second.send(stale, slug)
    assert clash.status == 409
    assert "“Show this programme to everyone” was changed elsewhere" in clash.errors()[0]


def test_a_cohort_cannot_end_before_it_starts(world: World, organiser: Person) -> None:
    page = world.browser(organiser).submit(
        "/organise/programmes/commissioning-with-communities/cohorts/new",
        "/cohorts",
        **(COHORT | {"ends_on-year": "2026"}),
    )
    assert page.errors() == ["Last day must be on or after the first day"]
    assert world.count(Cohort) == 0


def test_missing_days_are_asked_for_and_a_half_one_says_which_half(
    world: World, organiser: Person
) -> None:
    changes = {name: "" for name in COHORT if "_on-" in name} | {"ends_on-day": "4"}
    page = world.browser(organiser).submit(
        "/organise/programmes/commissioning-with-communities/cohorts/new",
        "/cohorts",
        **(COHORT | changes),
    )
    assert page.status == 422
    assert page.errors() == ["Enter the first day", "Last day must include a month and a year"]


def test_an_ordinary_person_has_no_desk(world: World) -> None:
    browser = world.browser(world.person())
    assert browser.get("/organise").status == 403
    assert "Programmes" not in browser.get("/cohorts").links()
