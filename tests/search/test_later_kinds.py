"""What belongs to one cohort, and to one person: kinds as the log and the threads will register
them, over the real tables. Nobody finds or is offered a word of what they may not read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort import search
from cohort.access.actions import Can
from cohort.access.actor import Actor, Role
from cohort.access.rules import may
from cohort.data_rights import registry
from cohort.db import db
from cohort.discussions.models import Post, Thread
from cohort.kernel.data_rights import DataSubject
from cohort.programmes.models import Cohort
from cohort.reflections.models import Reflection
from cohort.search import index, postgresql
from cohort.search.finding import Results, find
from cohort.search.kinds import HitPlace, IndexEntry, Kind
from cohort.search.models import SearchEntry
from tests.world import Person, World


def own_entry(viewer: Actor) -> sa.ColumnElement[bool]:
    if not may(viewer, Can.READ_OWN_LOG):
        return sa.false()
    own = sa.select(Reflection.id).where(
        Reflection.id == SearchEntry.thing_id, Reflection.author_id == viewer.user_id
    )
    return own.correlate(SearchEntry).exists()


def thread_here(viewer: Actor) -> sa.ColumnElement[bool]:
    here = sa.select(Thread.id).where(
        Thread.id == SearchEntry.thing_id, Thread.cohort_id == viewer.cohort.id
    )
    return here.correlate(SearchEntry).exists()


def every_entry() -> Iterator[IndexEntry]:
    query = sa.select(Reflection, Cohort.programme_id).join(
        Cohort, Cohort.id == Reflection.cohort_id
    )
    for entry, programme_id in db.session.execute(query).all():
        owner, here = entry.author_id, entry.cohort_id
        yield IndexEntry(
            entry.id, programme_id, "An entry", entry.body, cohort_id=here, owner_id=owner
        )


def every_thread() -> Iterator[IndexEntry]:
    query = (
        sa.select(Thread, Cohort.programme_id, Post.body)
        .join(Cohort, Cohort.id == Thread.cohort_id)
        .join(Post, Post.thread_id == Thread.id)
    )
    for thread, programme_id, body in db.session.execute(query).all():
        yield IndexEntry(thread.id, programme_id, thread.title, body, cohort_id=thread.cohort_id)


KINDS = (
    Kind("entry", own_entry, lambda _viewer, _extra: HitPlace("/log", "Your log"), every_entry),
    Kind(
        "later_thread", thread_here, lambda _viewer, _extra: HitPlace("/t", "Thread"), every_thread
    ),
)


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    before = app.extensions["search_kinds"]
    search.install(app, [SimpleNamespace(KINDS=[*before.values(), *KINDS])])  # type: ignore[list-item]
    yield World(app)
    app.extensions["search_kinds"] = before


def ask(world: World, person: Person, cohort: str, typed: str) -> Results:
    with world.app.test_request_context():
        return find(world.actor(person, cohort), typed)


def members(world: World, cohort: str) -> tuple[Person, Person, Person]:
    author, peer, host = world.person("Author"), world.person("Peer"), world.person("Host")
    for person, role in ((author, Role.PARTICIPANT), (peer, Role.PARTICIPANT)):
        world.join(person, cohort, role)
    world.join(host, cohort, Role.FACILITATOR)
    return author, peer, host


def build(world: World) -> None:
    with world.database():
        for kind in KINDS:
            index.rebuild(kind.name)


def test_a_private_entry_is_found_by_its_author_alone_and_offered_to_nobody_else(
    world: World,
) -> None:
    cohort = world.cohort(world.programme())
    author, peer, host = members(world, cohort)
    world.reflection(author, cohort, "I was wrong about the safeguarding referral.")
    world.thread(peer, cohort, "Referrals", "How do you handle referrals?")
    build(world)
    assert [hit.kind for hit in ask(world, author, cohort, "safeguarding").hits] == ["entry"]
    assert ask(world, author, cohort, "safegaurding").meant == (("safegaurding", "safeguarding"),)
    for other in (peer, host):
        for typed in ("safeguarding", "safegaurding", "safeg", "safegua", '"wrong about"'):
            assert ask(world, other, cohort, typed) == Results(), typed
        assert [hit.kind for hit in ask(world, other, cohort, "referral").hits] == ["later_thread"]
        found = ask(world, other, cohort, "refferal safeguarding")
        assert [hit.kind for hit in found.hits] == ["later_thread"]
        assert {meant for _, meant in found.meant} <= {"referrals"}
    both = {hit.kind for hit in ask(world, author, cohort, "referral").hits}
    assert both == {"entry", "later_thread"}


def test_a_thread_is_found_in_its_own_cohort_alone(world: World) -> None:
    programme = world.programme()
    here, elsewhere = world.cohort(programme), world.cohort(programme, "Autumn cohort")
    author, _, host = members(world, here)
    world.join(host, elsewhere, Role.FACILITATOR)
    world.thread(author, here, "Kingfishers", "Has anyone seen a kingfisher?")
    build(world)
    assert ask(world, host, here, "kingfisher").hits
    for typed in ("kingfisher", "kingfihser", "kingf"):
        assert ask(world, host, elsewhere, typed) == Results(), typed


def test_more_things_elsewhere_do_not_push_out_what_may_be_read(world: World) -> None:
    """The condition comes before the limit: fifty better ones in another cohort hide nothing."""
    programme = world.programme()
    here, elsewhere = world.cohort(programme), world.cohort(programme, "Autumn cohort")
    author, peer, _ = members(world, here)
    world.join(peer, elsewhere)
    for n in range(60):
        world.reflection(author, here, f"Heron heron heron {n}")
        world.thread(peer, elsewhere, f"Heron {n}", f"Heron heron {n}")
    world.thread(peer, here, "Birds", "One heron among many other birds of the river.")
    build(world)
    (hit,) = ask(world, peer, here, "heron").hits
    assert hit.title == "Birds"


def test_what_somebody_wrote_leaves_the_index_when_they_do(world: World) -> None:
    cohort = world.cohort(world.programme())
    author, _, _ = members(world, cohort)
    world.reflection(author, cohort, "Something private about otters")
    build(world)
    with world.database():
        erased = registry.erase(DataSubject(author.id, author.email), remove_posts=True)
        assert erased.removed["entries of the search index"] == 1
    assert world.count(SearchEntry) == 0


@pytest.fixture
def sound(world: World, on_postgresql: bool) -> Any:
    """Says whether the full text holds exactly the words of the entries."""

    def check() -> None:
        with world.database():
            if not on_postgresql:  # raises when the index and its entries differ
                check = "INSERT INTO search_text(search_text, rank) VALUES ('integrity-check', 1)"
                db.session.execute(sa.text(check))
                return
            stale = sa.text(
                "SELECT count(*) FROM search_entry "
                "WHERE id = :id AND document IS DISTINCT FROM CAST(:document AS tsvector)"
            )
            for entry in db.session.scalars(sa.select(SearchEntry)).all():
                document = postgresql.document_of(vars(entry))
                found = db.session.scalar(stale, {"id": entry.id, "document": document})
                assert found == 0, entry.title

    return check


def test_the_full_text_stays_in_step_with_its_entries(world: World, sound: Any) -> None:
    world.cohort(world.programme())
    with world.database():
        programme_id = db.session.scalar(sa.select(Cohort.programme_id)) or 0
        for n in range(30):
            index.put(
                "later_thread", n, programme_id=programme_id, title=f"T {n}", text=f"words {n}"
            )
    sound()
    with world.database():
        for n in range(0, 30, 2):
            index.put(
                "later_thread", n, programme_id=programme_id, title=f"U {n}", text="other words"
            )
        index.put("later_thread", 1, programme_id=programme_id, title="", text="")
    sound()
    with world.database():
        index.remove("later_thread", range(0, 30, 3))
        index.remove("later_thread", [9999])
    sound()
    assert world.count(SearchEntry) == 20


def test_two_who_save_the_same_things_at_once_leave_one_entry_of_each(
    world: World, sound: Any
) -> None:
    world.cohort(world.programme())
    with world.database():
        programme_id = db.session.scalar(sa.select(Cohort.programme_id)) or 0
    faults: list[BaseException] = []

    def save(word: str, order: int) -> None:
        try:
            with world.database():
                things = range(20)[::order]
                index.put_all(
                    "later_thread", [IndexEntry(n, programme_id, word, word) for n in things]
                )
        except BaseException as fault:
            faults.append(fault)

    savers = [
        threading.Thread(target=save, args=(word, order))
        for word, order in (("one", 1), ("two", -1), ("three", 1), ("four", -1))
    ]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert faults == []
    assert world.count(SearchEntry) == 20
    sound()
