"""Threads that open later: nobody but facilitators knows of one until its moment, and then it is
a thread like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.actions import to_come as actions
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.models import Post, Thread, ThreadToCome
from cohort.drafts.models import Draft
from cohort.kernel import clock, ids
from cohort.programmes.models import Cohort, Membership
from tests.client import Browser, Page
from tests.discussions.tending import facilitator, titles
from tests.world import Person, World

WORDS = "heronplanned"
# Two days before the clocks in London go forward: they jump from 1am to 2am on 28 March 2027.
FRIDAY = dt.datetime(2027, 3, 26, 12, tzinfo=dt.UTC)


@pytest.fixture
def now(cohort: str) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cohort(world: World) -> str:
    with time_machine.travel(FRIDAY, tick=False):
        return world.cohort(world.programme())


def plan(browser: Browser, cohort: str, when: str, time: str, **more: str) -> Page:
    day, month, year = when.split()
    typed = {"title": f"Title {WORDS}", "body": f"Body {WORDS}", "opens_time": time}
    typed |= {"opens_on-day": day, "opens_on-month": month, "opens_on-year": year} | more
    return browser.submit(f"/cohorts/{cohort}/threads/new", "/threads", **typed)


def at(world: World, cohort: str) -> str:
    with world.app.app_context():
        number = db.session.scalars(sa.select(ThreadToCome.id)).one()
    return f"/cohorts/{cohort}/threads/to-come/{ids.write_id(number)}"


def run(world: World) -> int:
    """The job; returns how many it opened."""
    with world.app.app_context():
        return int(actions.open_due().split()[0])


def acts(world: World) -> list[tuple[str, int | None]]:
    with world.app.app_context():
        query = sa.select(HistoryEntry.action, HistoryEntry.actor_id).order_by(HistoryEntry.id)
        return [tuple(row) for row in db.session.execute(query) if row[0].startswith("thread:")]


def threads(world: World) -> list[Thread]:
    with world.app.app_context():
        return list(db.session.scalars(sa.select(Thread).order_by(Thread.id)))


def test_nobody_but_facilitators_knows_of_it_until_its_moment(
    world: World, cohort: str, now: time_machine.Traveller, amira: Person, ruth: Browser
) -> None:
    reader, sam = world.browser(amira), facilitator(world, cohort, "Sam Idris")
    made = plan(ruth, cohort, "30 3 2027", "9am")
    assert made.status == 303
    listed = ruth.follow(made)
    assert "It opens on Tuesday 30 March 2027, 9am." in listed.text
    assert WORDS in sam.get(made.location).text
    address = at(world, cohort)
    for place in ("threads", "", "threads?show=new", "threads?show=mine"):
        assert WORDS not in reader.get(f"/cohorts/{cohort}/{place}").body
    assert f"Title {WORDS}" not in reader.get(f"/cohorts/{cohort}/search?q={WORDS}").text
    assert reader.get(address).status == 403
    assert not threads(world)
    now.move_to(dt.datetime(2027, 3, 30, 7, 59, tzinfo=dt.UTC))
    assert run(world) == 0
    now.move_to(dt.datetime(2027, 3, 30, 8, 0, 30, tzinfo=dt.UTC))
    assert run(world) == 1
    assert run(world) == 0
    assert titles(reader, cohort) == [f"Title {WORDS}"]
    assert "1 new" in reader.get(f"/cohorts/{cohort}/threads").text
    assert ruth.get(address).status == 404
    (thread,) = threads(world)
    with world.app.app_context():
        post = db.session.scalars(sa.select(Post)).one()
    assert ids.first_at(clock.now()) <= post.id
    assert (post.posted_at, post.body) == (clock.now(), f"Body {WORDS}")
    assert (thread.last_post_id, thread.last_post_at, thread.posts) == (post.id, clock.now(), 1)
    host = thread.author_id
    assert acts(world) == [("thread:plan", host), ("thread:open-planned", host)]
    with world.database():
        assert tell_of_posts() == 1
    assert f"Title {WORDS}" in reader.get(f"/cohorts/{cohort}/search?q={WORDS}").text


@pytest.mark.parametrize(
    ("day", "time", "moment", "said"),
    [
        ("28 3 2027", "1:30am", (2027, 3, 28, 1, 30), "2:30am"),  # that hour is left out
        ("28 3 2027", "9am", (2027, 3, 28, 8, 0), "9am"),
        ("31 10 2027", "1:30am", (2027, 10, 31, 0, 30), "1:30am"),  # it comes twice
        ("31 10 2027", "9am", (2027, 10, 31, 9, 0), "9am"),
    ],
)
def test_the_moment_is_that_of_the_cohorts_clocks(
    world: World,
    cohort: str,
    now: time_machine.Traveller,
    ruth: Browser,
    day: str,
    time: str,
    moment: tuple[int, ...],
    said: str,
) -> None:
    made = plan(ruth, cohort, day, time)
    with world.app.app_context():
        opens_at = db.session.scalars(sa.select(ThreadToCome.opens_at)).one()
    assert opens_at == dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]
    assert f", {said}." in ruth.follow(made).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"opens_time": "11am"}, "Enter a moment that is still to come"),
        ({"opens_time": ""}, "Enter the time as well"),
        ({"opens_time": "soon"}, "must be a time like 9am"),
        ({"opens_on-day": "", "opens_on-month": "", "opens_on-year": ""}, "Enter the day as well"),
        ({"opens_on-day": "31", "opens_on-month": "2"}, "must be a real date"),
    ],
)
def test_what_is_no_moment_is_refused_and_nothing_is_lost(
    world: World,
    cohort: str,
    now: time_machine.Traveller,
    ruth: Browser,
    typed: dict[str, str],
    said: str,
) -> None:
    asked = {"opens_time": "9am", "opens_on-day": "26"}
    asked |= {"opens_on-month": "3", "opens_on-year": "2027"} | typed
    form = ruth.get(f"/cohorts/{cohort}/threads/new")
    page = ruth.send(form, "/threads", title="A title", body="Some words", **asked)
    assert page.status == 422
    assert said in page.text
    assert "Some words" in page.body
    assert not threads(world)
    with world.app.app_context():
        assert not db.session.scalars(sa.select(ThreadToCome)).all()


def test_a_participant_is_not_offered_it_and_cannot_ask_for_it(
    world: World, cohort: str, now: time_machine.Traveller, amira: Person
) -> None:
    browser = world.browser(amira)
    assert "Open it later" not in browser.get(f"/cohorts/{cohort}/threads/new").text
    plan(browser, cohort, "30 3 2027", "9am")
    assert len(threads(world)) == 1  # opened at once


def test_facilitators_change_the_moment_and_its_author_the_words(
    world: World, cohort: str, now: time_machine.Traveller, ruth: Browser
) -> None:
    sam = facilitator(world, cohort, "Sam Idris")
    plan(ruth, cohort, "30 3 2027", "9am")
    address = at(world, cohort)
    early = ruth.get(address)
    page = sam.get(address)
    assert not page.tree.xpath("//textarea")
    assert "Written by Ruth Calder" in page.text
    assert sam.send(page, address, opens_time="10am", title="Mine").status == 303
    # She had it open meanwhile: both stand beside each other, and hers wins when she says so.
    clash = ruth.send(early, address, opens_time="11am", body="Better words")
    assert clash.status == 409
    assert "10am" in clash.text
    assert ruth.send(clash, address).status == 303
    with world.app.app_context():
        row = db.session.scalars(sa.select(ThreadToCome)).one()
    assert (row.title, row.body) == (f"Title {WORDS}", "Better words")
    assert row.opens_at == dt.datetime(2027, 3, 30, 10, tzinfo=dt.UTC)
    past = ruth.send(ruth.get(address), address, **{"opens_on-day": "1"})
    assert past.status == 422
    assert "still to come" in past.text


def test_it_can_be_opened_before_or_dropped(
    world: World, cohort: str, now: time_machine.Traveller, ruth: Browser, amira: Person
) -> None:
    sam = facilitator(world, cohort, "Sam Idris")
    plan(ruth, cohort, "30 3 2027", "9am")
    opened = sam.send(sam.get(at(world, cohort)), "/open")
    assert "Ruth Calder" in sam.follow(opened).text
    assert titles(world.browser(amira), cohort) == [f"Title {WORDS}"]
    plan(ruth, cohort, "30 3 2027", "9am", title="Another")
    address = at(world, cohort)
    page = sam.get(address)
    assert sam.send(page, "/drop").status == 303
    assert sam.send(page, "/drop").status == 404
    assert ruth.get(address).status == 404
    now.move_to(dt.datetime(2027, 4, 1, tzinfo=dt.UTC))
    assert run(world) == 0
    made = [act for act, _ in acts(world)]
    assert made == ["thread:plan", "thread:open-early", "thread:plan", "thread:drop"]


def test_what_its_author_left_waits_until_somebody_takes_it_over(
    world: World, cohort: str, now: time_machine.Traveller, ruth: Browser
) -> None:
    sam = facilitator(world, cohort, "Sam Idris")
    plan(ruth, cohort, "30 3 2027", "9am")
    address = at(world, cohort)
    with world.database():
        ruths = sa.select(ThreadToCome.author_id).scalar_subquery()
        db.session.execute(
            sa.update(Membership).where(Membership.user_id == ruths).values(left_at=clock.now())
        )
    now.move_to(dt.datetime(2027, 4, 1, tzinfo=dt.UTC))
    assert run(world) == 0
    assert "Will not open by itself" in sam.get(f"/cohorts/{cohort}/threads").text
    page = sam.get(address)
    assert "no longer a facilitator here" in page.text
    assert "Take it over first" in sam.follow(sam.send(page, "/open")).text
    assert sam.send(page, "/take-over").status == 303
    assert "Opens on" in sam.get(f"/cohorts/{cohort}/threads").text
    assert run(world) == 1
    (thread,) = threads(world)
    assert thread.author_id == acts(world)[-1][1]


def test_a_worker_that_is_killed_in_the_middle_opens_nothing_twice_and_loses_nothing(
    world: World,
    cohort: str,
    now: time_machine.Traveller,
    ruth: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        plan(ruth, cohort, "30 3 2027", "9am", title=f"Number {number}")
    now.move_to(dt.datetime(2027, 4, 2, tzinfo=dt.UTC))  # the worker comes back after days
    real, calls = actions.write_post, []

    def dies(*args: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            real(*args, **named)  # type: ignore[arg-type]
            raise KeyboardInterrupt
        return real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "write_post", dies)
    with pytest.raises(KeyboardInterrupt):
        run(world)
    monkeypatch.undo()
    assert len(threads(world)) == 1
    assert run(world) == 2
    assert sorted(thread.title for thread in threads(world)) == [
        "Number 0",
        "Number 1",
        "Number 2",
    ]
    assert all(thread.opened_at == clock.now() for thread in threads(world))


def test_sent_twice_it_is_kept_once_and_its_draft_knows_the_moment(
    world: World, cohort: str, now: time_machine.Traveller, ruth: Browser
) -> None:
    new = f"/cohorts/{cohort}/threads/new"
    form = ruth.get(new).form("/threads")
    typed = form | {"title": "Half", "body": "", "opens_time": "9am", "opens_on-day": "30"}
    typed |= {"opens_on-month": "3", "opens_on-year": "2027", "keep": "1"}
    kept = ruth.post(f"/cohorts/{cohort}/drafts", typed)
    page = ruth.get(kept.location)
    again = page.form("/threads")
    assert (again["opens_on-day"], again["opens_time"]) == ("30", "9am")
    for _ in range(2):
        assert ruth.send(page, "/threads", body="Whole").status == 303
    with world.app.app_context():
        assert db.session.scalars(sa.select(ThreadToCome.title)).all() == ["Half"]
        assert not db.session.scalars(sa.select(Draft).where(Draft.has_words)).all()


def test_another_cohorts_facilitator_finds_nothing(
    world: World, cohort: str, now: time_machine.Traveller, ruth: Browser
) -> None:
    with world.app.app_context():
        slug = db.session.scalars(sa.select(Cohort.slug)).one()
    programme = world.programme(name="Another programme")
    next_door = world.cohort(programme, name="Next door")
    host = facilitator(world, next_door, "Odalys Neighbour")
    plan(ruth, cohort, "30 3 2027", "9am")
    address = at(world, cohort)
    assert host.get(address).status == 404
    assert host.get(address.replace(slug, next_door)).status == 404
    assert WORDS not in host.get(f"/cohorts/{next_door}/threads").text
    moved = host.post(f"{address.replace(slug, next_door)}/drop", {"csrf_token": host.token()})
    assert moved.status == 404


def test_that_of_somebody_whose_account_is_closed_says_that_it_does_not_open(
    world: World, cohort: str, now: time_machine.Traveller, ruth: Browser
) -> None:
    sam = facilitator(world, cohort, "Sam Idris")
    plan(ruth, cohort, "30 3 2027", "9am")
    with world.database():
        ruths = User.id == sa.select(ThreadToCome.author_id).scalar_subquery()
        db.session.execute(sa.update(User).where(ruths).values(deactivated_at=clock.now()))
    assert "Will not open by itself" in sam.get(f"/cohorts/{cohort}/threads").text
    now.move_to(dt.datetime(2027, 4, 1, tzinfo=dt.UTC))
    assert run(world) == 0
