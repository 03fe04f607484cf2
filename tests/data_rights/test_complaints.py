"""Complaints about data: from anybody, acknowledged at once, answered in time."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.audit_log.models import HistoryEntry
from cohort.data_rights.actions import deletions
from cohort.data_rights.models import Complaint
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from tests.client import Browser, Page
from tests.world import Person, World

PAGE = "/data-protection/complaint"
ANSWERS = {
    "name": "Tom Adeyemi",
    "email": "tom@example.org",
    "about": "You wrote to me\nafter I said no.",
    "wanted": "Stop it.",
}


@pytest.fixture
def admin(world: World) -> Person:
    return world.person("An Admin", administrator=True)


def send(world: World, *, after: float = 60, browser: Browser | None = None, **typed: str) -> Page:
    browser = browser or Browser(world.app)
    page = browser.get(PAGE)
    with time_machine.travel(clock.now() + dt.timedelta(seconds=after), tick=False):
        return browser.send(page, PAGE, **(ANSWERS | typed))


def mails(world: World) -> list[tuple[str, str]]:
    with world.app.app_context():
        rows = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.kind.partition("/")[2], row.to_address) for row in rows]


def the_complaint(world: World) -> Complaint:
    with world.app.app_context():
        return db.session.scalars(sa.select(Complaint)).one()


def test_it_is_kept_acknowledged_at_once_and_told_to_the_administrators(
    world: World, admin: Person
) -> None:
    browser = Browser(world.app)
    sent = send(world, browser=browser)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2)):
        page = browser.follow(sent)
    complaint = the_complaint(world)
    today = clock.in_zone(clock.now(), clock.LONDON).date()
    assert page.h1 == "We have your complaint"
    assert complaint.reference in page.text
    assert clock.say_day(today + dt.timedelta(days=30)) in page.text
    assert (complaint.acknowledge_by, complaint.answer_by) == (
        today + dt.timedelta(days=30),
        today + dt.timedelta(days=30),
    )
    assert complaint.acknowledged_at is not None
    assert complaint.about == ANSWERS["about"]
    assert mails(world) == [
        ("complaint_acknowledgement", "tom@example.org"),
        ("complaint_received", admin.email),
    ]
    with world.app.app_context():
        told = db.session.scalars(
            sa.select(OutboxMessage.text).where(OutboxMessage.to_address == admin.email)
        ).one()
    assert "after I said no" not in told
    assert Browser(world.app).get(f"{PAGE}/received").status == 404


@pytest.mark.parametrize(
    ("after", "typed", "why"),
    [
        (60, {"wren_note": "x"}, "The hidden field was filled in"),
        (1, {}, "It was filled in faster than a person types"),
        (60, {"name": "www.example.com"}, "The name holds a web address"),
    ],
)
def test_what_looks_like_spam_is_held_shown_and_acknowledged_when_a_person_says_so(
    world: World, admin: Person, after: float, typed: dict[str, str], why: str
) -> None:
    assert send(world, after=after, **typed).status == 303
    complaint = the_complaint(world)
    assert complaint.held_because == why
    assert mails(world) == []
    browser = world.browser(admin)
    listed = browser.get("/admin/complaints")
    assert "Held for review" in listed.text
    address = listed.links()[complaint.reference]
    page = browser.get(address)
    assert why in page.text
    for _ in range(2):
        assert browser.send(page, "/release").status == 303
    assert mails(world)[0] == ("complaint_acknowledgement", "tom@example.org")
    assert len(mails(world)) == 2
    assert "Held for review" not in browser.get(address).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": "nobody"}, "Enter an email address like name@example.org"),
        ({"about": " "}, "Enter what your complaint is about"),
        ({"about": "x" * 10_001}, "Your complaint must be 10,000 characters or fewer"),
    ],
)
def test_each_mistake_is_said_and_nothing_typed_is_lost(
    world: World, typed: dict[str, str], words: str
) -> None:
    page = send(world, **typed)
    assert page.status == 422
    assert page.errors() == [words]
    assert page.tree.xpath("string(//textarea[@name='wanted'])").strip() == "Stop it."
    assert world.count(Complaint) == 0


def test_a_double_press_is_one_complaint(world: World, admin: Person) -> None:
    browser = Browser(world.app)
    page = browser.get(PAGE)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=1)):
        for _ in range(2):
            browser.send(page, PAGE, **ANSWERS)
    assert world.count(Complaint) == 1
    assert len(mails(world)) == 2


def test_the_list_has_the_first_due_first_and_says_what_is_late(
    world: World, admin: Person
) -> None:
    send(world, name="First Come")
    # Not 31: sent in the last hour of a summer's day in UTC, it would be due on the next day here.
    with time_machine.travel(clock.now() + dt.timedelta(days=32)):
        send(world, name="Second Come")
        page = world.browser(admin).get("/admin/complaints")
        assert page.text.index("First Come") < page.text.index("Second Come")
        assert page.text.count("(the day has passed)") == 1


def test_an_administrator_works_on_it_and_it_is_recorded(world: World, admin: Person) -> None:
    send(world)
    browser = world.browser(admin)
    address = browser.get("/admin/complaints").links()[the_complaint(world).reference]
    page = browser.get(address)
    without = browser.send(page, address, state="")
    assert without.errors() == ["Choose the state of the complaint"]
    refused = browser.send(page, address, state="answered", outcome="")
    assert refused.status == 422
    assert refused.errors() == ["Enter what the person was told"]
    done = browser.send(page, address, state="answered", outcome="We said sorry.")
    assert "is saved" in browser.follow(done).text
    complaint = the_complaint(world)
    assert (complaint.state, complaint.outcome) == ("answered", "We said sorry.")
    assert complaint.answered_at is not None
    clash = browser.send(page, address, state="received", outcome="Nothing yet")
    assert clash.status == 409
    assert "We said sorry." in clash.text
    listed = browser.get("/admin/complaints").text
    assert "No complaint waits" in listed
    assert complaint.reference in listed
    with world.app.app_context():
        acts = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.subject_type == "complaint")
        ).all()
    assert [(act.action, act.actor_id, act.details) for act in acts] == [
        ("complaint:work-on", admin.id, {"state": ["received", "answered"]})
    ]


# --- Erasing by an administrator --------------------------------------------------------------


def test_an_administrator_erases_with_reason_and_address_typed(world: World, admin: Person) -> None:
    person = world.person("Zebedee Quill")
    browser = world.browser(admin)
    address = f"/admin/people/{ids.write_id(person.id)}/erase"
    page = browser.get(address)
    wrong = browser.send(page, address, reason="Asked by letter", address=admin.email, when="now")
    assert wrong.errors() == ["This is not the address of this account. Check whom you erase"]
    done = browser.send(page, address, reason="By letter", address=person.email, when="now")
    assert done.status == 303
    with world.app.app_context():
        deletions.erase_due()
        db.session.commit()
        entries = db.session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id)).all()
        asked = next(entry for entry in entries if entry.action == "person:erase-asked")
        assert (asked.actor_id, asked.subject_id, asked.reason) == (
            admin.id,
            person.id,
            "By letter",
        )
        assert any(entry.action == "person:erase" for entry in entries)
    assert browser.get(address).status == 404
    assert mails(world) == [("deletion_done", person.email)]


def test_the_last_administrator_is_not_erased(world: World, admin: Person) -> None:
    address = f"/admin/people/{ids.write_id(admin.id)}/erase"
    browser = world.browser(admin)
    page = browser.get(address)
    refused = browser.send(page, address, reason="Why not", address=admin.email, when="now")
    assert refused.status == 409
    assert browser.get("/admin/complaints").status == 200
