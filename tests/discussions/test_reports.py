"""Reports: who hears what, who never does, and what happens when nobody looks."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.actions.reporting import tell_organisers
from cohort.discussions.models import PostReport
from cohort.kernel import ids
from cohort.mail.models import OutboxMessage
from tests.client import Browser, Page
from tests.world import Person, World

FRIDAY = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
IDENTIFIES = "It names or identifies a resident or someone else who has not agreed"


@dataclass(frozen=True)
class Place:
    """A cohort with a post that somebody may report."""

    cohort: str
    post: str
    ruth: Person
    sam: Person
    author: Person
    amira: Person
    organiser: Person

    @property
    def home(self) -> str:
        return f"/cohorts/{self.cohort}"

    @property
    def report(self) -> str:
        return f"{self.home}/posts/{self.post}/report"


@pytest.fixture
def place(world: World) -> Place:
    names = ("Ruth Calder", "Sam Ostler", "Gareth Penry", "Amira Okafor", "Judith Amery")
    ruth, sam, author, amira, organiser = (world.person(name) for name in names)
    slug = world.programme(organiser)
    world.modules(slug)
    cohort = world.cohort(slug)
    for facilitator in (ruth, sam):
        world.join(facilitator, cohort, Role.FACILITATOR)
    for participant in (author, amira):
        world.join(participant, cohort)
    thread = world.thread(author, cohort, "Home care")
    post = world.post(author, cohort, thread, "Mrs Tiler of 4 Mill Lane told me so.")
    return Place(cohort, ids.write_id(post), ruth, sam, author, amira, organiser)


def report(world: World, place: Place, **typed: str) -> Page:
    browser = world.browser(place.amira)
    answers = {"reason": "identifies", "words": "That is a resident’s name."} | typed
    return browser.submit(place.report, "/report", **answers)


def mails(world: World, kind: str) -> dict[str, str]:
    """{address: subject and text} of the mails of a kind."""
    with world.app.app_context():
        rows = db.session.execute(
            sa.select(OutboxMessage.to_address, OutboxMessage.subject, OutboxMessage.text).where(
                OutboxMessage.kind == f"discussions/{kind}"
            )
        )
        return {row.to_address: f"{row.subject}\n{row.text}" for row in rows}


def report_address(world: World, place: Place) -> str:
    with world.app.app_context():
        report_id = db.session.scalars(sa.select(PostReport.id)).one()
    return f"{place.home}/reports/{ids.write_id(report_id)}"


def test_a_report_reaches_every_facilitator_at_once_and_says_what_happens_next(
    world: World, place: Place
) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        sent = report(world, place)
        assert sent.status == 303
        page = world.browser(place.amira).get(sent.location)
        assert "You reported this post" in page.text
        assert "Tuesday 24 November 2026, 5pm" in page.text
        home = world.browser(place.sam).get(place.home)
    told = mails(world, "post_reported")
    assert set(told) == {place.ruth.email, place.sam.email}
    for text in told.values():
        assert "a post by Gareth Penry in “Home care”" in text
        assert IDENTIFIES in text
        # Administrators can look at mail that was sent: what is meant for facilitators alone
        # stands on the page.
        assert "Amira" not in text
        assert "a resident’s name" not in text
        assert "Mrs Tiler" not in text
    assert "1 report waits" in home.text
    listed = world.browser(place.ruth).get(f"{place.home}/reports").text
    assert IDENTIFIES in listed
    assert "Nobody has taken it on yet" in listed


def test_the_form_says_who_reads_it_before_it_is_written(world: World, place: Place) -> None:
    page = world.browser(place.amira).get(place.report)
    assert "they see your name" in page.text
    assert "never learns who reported it" in page.text
    assert page.links()["Read our agreement"] == f"{place.home}/agreement"
    refused = report(world, place, reason="", words="Kept words")
    assert refused.status == 422
    assert "Choose what is wrong with it" in refused.errors()
    assert "Kept words" in refused.body
    assert world.count(PostReport) == 0


def test_neither_author_nor_peer_nor_organiser_comes_across_a_report(
    world: World, place: Place
) -> None:
    report(world, place)
    address = report_address(world, place)
    peer = world.person("Peer Otherwise")
    world.join(peer, place.cohort)
    for person in (place.author, peer, place.organiser):
        browser = world.browser(person)
        for path in (address, f"{place.home}/reports", place.report, f"{place.home}/threads"):
            page = browser.get(path)
            assert "That is a resident’s name" not in page.body
            assert "reported by" not in page.body
        assert browser.get(address).status == 403
    # and to the author nothing says that there is one
    assert "1 report" not in world.browser(place.author).get(place.home).text
    assert place.author.email not in mails(world, "post_reported")


def test_a_facilitator_finds_no_report_of_their_own_post(world: World, place: Place) -> None:
    thread = world.thread(place.ruth, place.cohort, "Said by Ruth")
    with world.app.app_context():
        post = ids.write_id(
            db.session.execute(
                sa.text("select id from post where thread_id = :id"), {"id": thread}
            ).scalar_one()
        )
    world.browser(place.amira).submit(
        f"{place.home}/posts/{post}/report", "/report", reason="unkind", words="Unfair to us"
    )
    assert set(mails(world, "post_reported")) == {place.sam.email}
    ruth, address = world.browser(place.ruth), report_address(world, place)
    assert ruth.get(address).status == 404
    assert "Unfair to us" not in ruth.get(f"{place.home}/reports").body
    assert "report waits" not in ruth.get(place.home).text
    assert world.browser(place.sam).get(address).status == 200


def test_one_report_a_person_however_often_it_is_pressed(world: World, place: Place) -> None:
    browsers = [world.browser(place.amira) for _ in range(2)]
    forms = [browser.get(place.report) for browser in browsers]
    statuses: list[int] = []

    def press(number: int) -> None:
        page = browsers[number].send(forms[number], "/report", reason="unkind")
        statuses.append(page.status)

    presses = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert statuses == [303, 303]
    assert world.count(PostReport) == 1
    with world.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 2


def test_nobody_reports_their_own_post(world: World, place: Place) -> None:
    author = world.browser(place.author)
    page = author.get(place.report)
    assert "This post is your own" in page.text
    sent = author.post(place.report, {"csrf_token": author.token(), "reason": "unkind"})
    assert sent.status == 403
    assert world.count(PostReport) == 0


def test_two_facilitators_at_once_take_and_settle_it_once(world: World, place: Place) -> None:
    report(world, place)
    address = report_address(world, place)
    ruth, sam = world.browser(place.ruth), world.browser(place.sam)
    seen_by_ruth, seen_by_sam = ruth.get(address), sam.get(address)
    assert ruth.send(seen_by_ruth, "/take").status == 303
    taken = sam.follow(sam.send(seen_by_sam, "/take"))
    assert "Ruth Calder has taken this on already" in taken.text
    ruth.send(seen_by_ruth, "/settle", outcome="talked", answer="I have called Gareth.")
    late = sam.send(seen_by_sam, "/settle", outcome="no_change", answer="Words of Sam’s")
    assert late.status == 409
    assert "I have called Gareth." in late.text
    assert "Words of Sam’s" in late.text
    told = mails(world, "report_settled")
    assert set(told) == {place.amira.email}
    assert "A facilitator has talked with the author" in told[place.amira.email]
    assert "I have called Gareth." in told[place.amira.email]
    assert "report waits" not in ruth.get(place.home).text
    assert "I have called Gareth." in world.browser(place.amira).get(place.report).text
    assert "A facilitator talked" in ruth.get(f"{place.home}/reports/settled").text
    with world.app.app_context():
        acts = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action.like("report:%"))
        ).all()
        assert [act.action for act in acts] == ["report:take-on", "report:settle"]
        # The record outlives an account: it names neither reporter nor author, and quotes nobody.
        for act in acts:
            assert act.person_id is None
            assert "Gareth" not in str(act.details) + str(act.reason)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("hidden", "Hide the post first: others can still read it"),
        ("no_change", "Say in a sentence why the post stays as it is"),
        ("", "Choose what was done"),
    ],
)
def test_what_is_said_to_be_done_must_be_so(
    world: World, place: Place, outcome: str, words: str
) -> None:
    report(world, place)
    ruth = world.browser(place.ruth)
    page = ruth.submit(report_address(world, place), "/settle", outcome=outcome, answer="")
    assert page.status == 422
    assert words in page.errors()
    assert mails(world, "report_settled") == {}


def run_job(world: World, moment: dt.datetime) -> None:
    with time_machine.travel(moment, tick=False), world.database():
        tell_organisers()


def test_after_two_working_days_the_organiser_hears_that_a_report_waits_and_steps_in(
    world: World, place: Place
) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        report(world, place)
    run_job(world, FRIDAY + dt.timedelta(days=3))  # Monday
    run_job(world, dt.datetime(2026, 11, 24, 16, 59, tzinfo=dt.UTC))
    assert mails(world, "report_waits") == {}
    for hour in (17, 18):
        run_job(world, dt.datetime(2026, 11, 24, hour, tzinfo=dt.UTC))
    told = mails(world, "report_waits")
    assert set(told) == {place.organiser.email}
    text = told[place.organiser.email]
    for secret in ("Amira", "Gareth", "Home care", "resident", "Mrs Tiler", place.post):
        assert secret not in text
    with world.app.app_context():
        assert (
            db.session.scalar(
                sa.select(sa.func.count()).where(OutboxMessage.kind == "discussions/report_waits")
            )
            == 1
        )
    judith = world.browser(place.organiser)
    assert judith.get(f"{place.home}/reports").status == 403
    step = f"/organise/cohorts/{place.cohort}/step-in"
    assert judith.submit(step, "/step-in", reason="").status == 422
    joined = judith.submit(step, "/step-in", reason="Both facilitators are ill.")
    assert joined.status == 303
    assert judith.get(report_address(world, place)).status == 200
    heard = mails(world, "stepped_in")
    assert set(heard) == {place.ruth.email, place.sam.email}
    assert "Both facilitators are ill." in heard[place.ruth.email]
    line = world.browser(place.ruth).get(f"{place.home}/reports").text
    assert "Judith Amery joined you as facilitator" in line
    with world.app.app_context():
        entry = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action == "report:step-in")
        ).one()
        assert entry.reason == "Both facilitators are ill."


def test_a_report_that_somebody_took_on_is_no_organiser_s_business(
    world: World, place: Place
) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        report(world, place)
        address = report_address(world, place)
        ruth = world.browser(place.ruth)
        ruth.send(ruth.get(address), "/take")
    run_job(world, FRIDAY + dt.timedelta(days=30))
    assert mails(world, "report_waits") == {}
    judith = world.browser(place.organiser)
    step = f"/organise/cohorts/{place.cohort}/step-in"
    assert "No report waits here now" in judith.get(step).text
    token = judith.token()
    refused = judith.post(step, {"csrf_token": token, "reason": "I am curious"})
    assert refused.status == 409
    assert judith.get(f"{place.home}/reports").status == 403


def test_the_walls_hold(world: World, place: Place) -> None:
    report(world, place)
    other = world.cohort("commissioning-with-communities", "Another cohort")
    strangers: list[Browser] = []
    for role in (Role.PARTICIPANT, Role.FACILITATOR):
        person = world.person()
        world.join(person, other, role)
        strangers.append(world.browser(person))
    strangers.append(world.browser(world.person()))
    address = report_address(world, place)
    there = address.replace(place.cohort, other)
    for browser in strangers:
        for path in (address, there, place.report, f"{place.home}/reports"):
            page = browser.get(path)
            assert page.status in (403, 404)
            assert "Mrs Tiler" not in page.body
        token = browser.token()
        for act in ("/take", "/settle"):
            sent = browser.post(f"{there}{act}", {"csrf_token": token, "outcome": "talked"})
            assert sent.status in (403, 404)
    assert strangers[1].get(there).status == 404
    with world.app.app_context():
        assert db.session.scalars(sa.select(PostReport.opened_at)).one() is None
