"""What happens in one thread in the same moment: nothing typed is lost, doubled or slips past."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.db import db
from cohort.discussions.actions import posting
from cohort.discussions.actions.closing import close
from cohort.discussions.actions.merging import merge
from cohort.discussions.actions.slowing import slow_down
from cohort.discussions.models import Post, Thread
from cohort.drafts.models import Draft
from cohort.kernel import clock, ids
from tests.client import Browser, Page
from tests.discussions.tending import address
from tests.patience import wait_until
from tests.world import Person, World

WORDS = "Written while it closed."


class Race:
    """Something that has not committed yet, while somebody presses Post."""

    def __init__(self, world: World, reached: threading.Event, on_postgresql: bool) -> None:
        self.world, self.reached, self.on_postgresql = world, reached, on_postgresql

    @contextmanager
    def against(self, browser: Browser, form: Page, words: str) -> Iterator[list[Page]]:
        """The block writes without a commit. The press then goes as far as the database lets it,
        which on SQLite is nowhere; then the block's writing is committed."""
        pages: list[Page] = []
        press = threading.Thread(
            target=lambda: pages.append(browser.send(form, "/posts", body=words))
        )
        with self.world.database():
            yield pages
            db.session.flush()
            self.reached.clear()
            press.start()
            if self.on_postgresql:
                wait_until(self.reached.is_set)
        press.join()


def note_when_reached(monkeypatch: pytest.MonkeyPatch, name: str) -> threading.Event:
    """Set when a press has come to this function of posting."""
    reached, whole = threading.Event(), getattr(posting, name)

    def noting(*given: Any) -> Any:
        reached.set()
        return whole(*given)

    monkeypatch.setattr(posting, name, noting)
    return reached


@pytest.fixture
def race(world: World, on_postgresql: bool, monkeypatch: pytest.MonkeyPatch) -> Race:
    return Race(world, note_when_reached(monkeypatch, "_next_id"), on_postgresql)


def bodies(world: World, thread: int) -> list[str]:
    with world.app.app_context():
        query = sa.select(Post.body).where(Post.thread_id == thread).order_by(Post.id)
        return list(db.session.scalars(query))


def facts(world: World, thread: int) -> tuple[int, int]:
    """(how many posts a thread says it has, its latest)."""
    with world.app.app_context():
        row = db.session.get_one(Thread, thread)
        return row.posts, row.last_post_id


@pytest.fixture
def ruths(world: World, cohort: str, ruth: Browser) -> Callable[[], Any]:
    """Makes the actor who looks after threads."""
    with world.app.app_context():
        number = db.session.scalars(sa.text("SELECT id FROM user_account WHERE name LIKE 'Ruth%'"))
        person = Person(number.one(), "Ruth Calder", "")
    return lambda: world.actor(person, cohort)


def test_a_thread_closed_in_the_same_moment_takes_no_post_and_offers_the_words_as_a_thread(
    world: World, cohort: str, amira: Person, thread: int, race: Race, ruths: Callable[[], Any]
) -> None:
    hers = world.browser(amira)
    form, before = hers.get(address(cohort, thread)), facts(world, thread)
    with race.against(hers, form, WORDS) as pages:
        close(ruths(), thread, reason="It is settled.")
    assert pages[0].status == 409
    assert WORDS in pages[0].body
    assert pages[0].form("/threads")["title"] == "Re: Respite"
    assert bodies(world, thread) == ["The first words."]
    assert facts(world, thread) == before
    with world.app.app_context():
        assert db.session.scalars(sa.select(Draft.facts)).one()["body"] == WORDS
    assert hers.send(pages[0], "/threads").status == 303
    assert world.count(Thread) == 2


def test_the_first_words_on_a_prompt_are_offered_too(
    world: World, cohort: str, amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers, prompt = world.browser(amira), f"/cohorts/{cohort}/prompts/m1-discuss"
    form, whole = hers.get(f"{prompt}/thread"), posting._next_id

    def closed(thread_id: int) -> int:
        close(world.actor(amira, cohort), thread_id, reason="")
        return whole(thread_id)

    monkeypatch.setattr(posting, "_next_id", closed)
    page = hers.send(form, "/posts", body=WORDS)
    assert page.status == 409
    assert WORDS in page.body
    assert world.count(Post) == 0


def test_a_double_press_in_a_slow_thread_finds_the_post_that_stands(
    world: World,
    cohort: str,
    amira: Person,
    thread: int,
    ruths: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    on_postgresql: bool,
) -> None:
    ben = world.person("Ben Hale")
    world.join(ben, cohort)
    slow = world.thread(ben, cohort, "A heated talk")
    with world.database():
        slow_down(ruths(), slow, 240)
    race = Race(world, note_when_reached(monkeypatch, "keep_to_pace"), on_postgresql)
    hers = world.browser(amira)
    form = hers.get(address(cohort, slow))
    with race.against(hers, form, WORDS) as pages:
        key = form.form("/posts")["submission"]
        posting.reply(world.actor(amira, cohort), slow, body=WORDS, submission_key=key)
    assert pages[0].status == 303
    assert "exactly these words" in hers.get(pages[0].location).text
    assert bodies(world, slow)[1:] == [WORDS]


def test_a_thread_merged_in_the_same_moment_takes_the_post_along(
    world: World, cohort: str, amira: Person, thread: int, race: Race, ruths: Callable[[], Any]
) -> None:
    other = world.thread(amira, cohort, "Carers", "Carers begin.")
    hers = world.browser(amira)
    form = hers.get(address(cohort, thread))
    with race.against(hers, form, WORDS) as pages:
        merge(ruths(), thread, other)
    assert pages[0].location.startswith(address(cohort, other))
    assert bodies(world, other) == ["The first words.", "Carers begin.", WORDS]
    assert facts(world, thread)[0] == 0
    assert facts(world, other)[0] == 3


def test_what_commits_later_stands_below_whatever_a_machines_clock_says(
    world: World, cohort: str, amira: Person, thread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.post(amira, cohort, thread, "From the machine whose clock is right")
    monkeypatch.setattr(ids, "_last", 0)  # as another machine, which knows of no id yet
    with time_machine.travel(clock.now() - dt.timedelta(days=1)):
        late = world.post(amira, cohort, thread, "From the machine whose clock is a day behind")
    assert bodies(world, thread)[-1] == "From the machine whose clock is a day behind"
    assert facts(world, thread) == (3, late)


def test_a_post_has_its_place_only_once_the_one_before_has_committed(
    world: World, cohort: str, amira: Person, thread: int, race: Race, ruths: Callable[[], Any]
) -> None:
    hers = world.browser(amira)
    form = hers.get(address(cohort, thread))
    with race.against(hers, form, "Second"):
        key = ids.write_id(ids.new_id())
        posting.reply(ruths(), thread, body="First", submission_key=key)
    assert bodies(world, thread) == ["The first words.", "First", "Second"]
    assert facts(world, thread)[0] == 3
