"""Telling a second press from something new."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import IntegrityError

from cohort.db import db
from cohort.db.once import insert_once, insert_row, insert_row_once
from cohort.db.write_lock import UnsavedChanges, release_write_lock
from cohort.discussions.models import Post
from cohort.kernel import clock, ids
from cohort.kernel.submissions import Sent, find_same, ids_since, key_to_use, lately
from cohort.mail.models import OutboxMessage
from cohort.programmes.models import Cohort
from cohort.reflections.models import Reflection
from tests.client import Browser
from tests.world import World

SENT = [Sent(1, "key-a", ("t", "Hello")), Sent(2, "key-b", ("t", "Goodbye"))]


def test_the_same_words_are_the_same_whatever_the_key() -> None:
    found = find_same(SENT, ("t", "Goodbye"))
    assert found
    assert found.id == 2
    assert find_same(SENT, ("u", "Goodbye")) is None


def test_any_word_may_be_left_open() -> None:
    found = find_same(SENT, (..., "Goodbye"))
    assert found
    assert found.id == 2
    assert find_same(SENT, (..., "Hullo")) is None


def test_a_used_key_is_replaced_and_a_fresh_one_kept() -> None:
    assert key_to_use(SENT, "key-c") == "key-c"
    replaced = key_to_use(SENT, "key-a")
    assert replaced != "key-a"
    assert ids.read_id(replaced)


def _entry(world: World) -> tuple[int, dict[str, int]]:
    """An entry that was sent with the key "pressed", and what another row of it needs."""
    person = world.person()
    world.cohort(world.programme())
    with world.database() as session:
        facts = {"author_id": person.id, "cohort_id": session.scalars(sa.select(Cohort.id)).one()}
        first = Reflection(**facts, title="", body="Hello", body_html="", submission_key="pressed")
        session.add(first)
        session.flush()
        return first.id, facts


@pytest.mark.parametrize("words", [("Hello",), ("Something else",)])
def test_the_slower_of_two_presses_leads_to_what_the_quicker_made(
    world: World, words: tuple[str]
) -> None:
    """Both looked before either had written; the constraint on the key decides."""
    first, facts = _entry(world)
    looked = []

    def find(key: str) -> list[Sent]:
        looked.append(key)
        return [] if len(looked) == 1 else [Sent(first, key, ("Hello",))]

    def make(key: str) -> Reflection:
        row = Reflection(**facts, title="", body="Hello", body_html="", submission_key=key)
        db.session.add(row)
        return row

    with world.app.app_context():
        if words == ("Hello",):
            assert insert_once("pressed", find, words, make) == Sent(first, "pressed", words)
        else:  # the constraint has stopped something else, which nobody may take for sent
            with pytest.raises(IntegrityError):
                insert_once("pressed", find, words, make)
        assert db.session.scalars(sa.select(Reflection.id)).all() == [first]
        db.session.commit()


@pytest.mark.parametrize("words", ["Hello", "Something else"])
def test_a_row_that_came_second_is_the_first_one_or_says_something_new(
    world: World, words: str
) -> None:
    """Without a savepoint: the transaction goes on, and keeps what it had written before."""
    first, facts = _entry(world)
    looked: list[str] = []

    def find(key: str) -> list[Sent]:
        looked.append(key)
        return [] if len(looked) == 1 else [Sent(first, key, ("Hello",))]

    def make(key: str) -> str:
        row = {"title": "", "body": words, "body_html": "", "submission_key": key}
        insert_row(Reflection, facts | row)
        return key

    with world.database():
        db.session.execute(sa.update(Cohort).values(name="Renamed before"))
        made = insert_row_once("pressed", find, (words,), make)
    with world.database():
        rows = list(db.session.scalars(sa.select(Reflection.body).order_by(Reflection.id)))
        assert db.session.scalars(sa.select(Cohort.name)).one() == "Renamed before"
    if words == "Hello":
        assert made == Sent(first, "pressed", ("Hello",))
        assert rows == ["Hello"]
    else:
        assert made != "pressed"
        assert rows == ["Hello", "Something else"]


def test_two_presses_in_the_same_instant_say_it_once(world: World) -> None:
    """Both transactions are open before either has written its entry."""
    _, facts = _entry(world)
    met = threading.Barrier(2, timeout=60)
    made: list[object] = []

    def press() -> None:
        def find(key: str) -> list[Sent]:
            query = sa.select(Reflection.id, Reflection.body).where(
                Reflection.submission_key == key
            )
            return [Sent(id, key, (body,)) for id, body in db.session.execute(query)]

        def make(key: str) -> str:
            row = {"title": "", "body": "Once", "body_html": "", "submission_key": key}
            insert_row(Reflection, facts | row)
            return "made"

        with world.app.app_context():
            met.wait()
            made.append(insert_row_once("at once", find, ("Once",), make))
            db.session.commit()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(isinstance(one, Sent) for one in made) == [False, True]
    assert world.count(Reflection) == 2


def test_a_row_past_the_session_keeps_the_write_lock_from_being_released(world: World) -> None:
    _, facts = _entry(world)
    with world.app.app_context():
        row = {"title": "", "body": "Kept", "body_html": "", "submission_key": "kept"}
        insert_row(Reflection, facts | row)
        with pytest.raises(UnsavedChanges):
            release_write_lock()
        db.session.commit()
    assert world.count(Reflection) == 2


def test_ids_since_are_never_behind_what_was_sent_lately() -> None:
    now = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        bound = ids_since()
    assert bound == ids.first_at(now - dt.timedelta(minutes=11))
    assert ids.first_at(dt.datetime(1999, 1, 1, tzinfo=dt.UTC)) == 0
    for minutes, is_found in ((9, True), (10, True), (12, False)):
        assert (ids.first_at(now - dt.timedelta(minutes=minutes)) >= bound) is is_found
    before = clock.now()
    assert ids.new_id() >= ids.first_at(before)


def test_new_words_with_a_used_key_are_made_with_another(world: World) -> None:
    made: list[str] = []
    with world.app.app_context():
        sent = insert_once("key-a", lambda _key: SENT, ("t", "Good evening"), made.append)
    assert sent is None
    assert made[0] not in ("key-a", "key-b")


def test_lately_is_ten_minutes_even_when_ids_have_run_ahead_of_the_clock(world: World) -> None:
    """After a clock that was set back, ids go on rising from where they were."""
    with time_machine.travel(clock.now() + dt.timedelta(days=400), tick=False):
        ids.new_id()
    now = dt.datetime(2026, 10, 25, 0, 55, tzinfo=dt.UTC)  # the clocks go back in five minutes
    with time_machine.travel(now, tick=False):
        assert lately() == dt.datetime(2026, 10, 25, 0, 45, tzinfo=dt.UTC)


@pytest.mark.parametrize(("minutes", "count"), [(1, 1), (11, 2)])
def test_back_and_the_button_again_says_it_once_but_not_for_ever(
    world: World, minutes: int, count: int
) -> None:
    """Back brings a fresh form with another key; the words are still the same."""
    person, cohort = world.person(), world.cohort(world.programme())
    world.join(person, cohort)
    browser = world.browser(person)
    thread = f"/cohorts/{cohort}/threads/{ids.write_id(world.thread(person, cohort))}"
    for later in (0, minutes):
        with time_machine.travel(clock.now() + dt.timedelta(minutes=later)):
            browser.submit(thread, "/posts", body="Agreed.")
            browser.submit(f"/cohorts/{cohort}/log/new", "/log", title="", body="Tired today.")
    assert world.count(Post) == 1 + count
    assert world.count(Reflection) == count


def test_the_same_words_on_another_prompt_or_in_another_thread_are_new(world: World) -> None:
    slug = world.programme()
    world.modules(slug)
    person, cohort = world.person(), world.cohort(slug)
    world.join(person, cohort)
    browser = world.browser(person)
    for number in range(2):
        thread = ids.write_id(world.thread(person, cohort, f"Thread {number}"))
        browser.submit(f"/cohorts/{cohort}/threads/{thread}", "/posts", body="Yes.")
    assert world.count(Post) == 4
    browser.submit(f"/cohorts/{cohort}/log/new", "/log", title="", body="Yes.")
    browser.submit(
        f"/cohorts/{cohort}/log/new?prompt=m1-reflect", "m1-reflect", title="", body="Yes."
    )
    assert world.count(Reflection) == 2


def test_interest_sent_from_a_fresh_form_is_answered_once(world: World) -> None:
    slug = world.programme()
    answers = {
        "name": "Tom",
        "email": "tom@example.org",
        "organisation": "Northmoor",
        "job": "Manager",
        "hopes": "",
        "cohort": "later",
    }
    references = set()
    for _ in range(2):
        browser = Browser(world.app)
        form = browser.get(f"/programmes/{slug}/interest")
        with time_machine.travel(clock.now() + dt.timedelta(seconds=30)):
            sent = browser.send(form, "/interest", **answers)
            references.add(browser.follow(sent).tree.xpath("//main//strong")[0].text_content())
    assert len(references) == 1
    assert world.count(OutboxMessage) == 1
