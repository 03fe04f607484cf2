"""One's own posts can be changed and removed; posts are answered, quoted and found."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.db import db
from cohort.discussions.actions.editing import edit_post
from cohort.discussions.actions.removing import forget_removed, put_back, remove_post
from cohort.discussions.models import Post, PostRemoval, PostRevision, Thread
from cohort.discussions.queries import get_post
from cohort.kernel import clock, ids
from cohort.kernel.errors import Clash
from tests.client import Browser
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


@pytest.fixture
def joe(world: World, cohort: str) -> Browser:
    person = world.person("Joe Marsh")
    world.join(person, cohort)
    return world.browser(person)


@pytest.fixture
def ruth(world: World, cohort: str) -> Browser:
    person = world.person("Ruth Calder")
    world.join(person, cohort, Role.FACILITATOR)
    return world.browser(person)


@pytest.fixture
def thread(world: World, cohort: str, amira: Person) -> int:
    return world.thread(amira, cohort, "Respite", "The first words.")


def address(cohort: str, thread: int, post: int | None = None) -> str:
    found = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    return found if post is None else f"{found}/posts/{ids.write_id(post)}"


def first_post(world: World) -> int:
    with world.app.app_context():
        return int(db.session.scalars(sa.select(Post.id).order_by(Post.id)).first() or 0)


def test_a_changed_post_is_marked_and_facilitators_see_what_changed(
    world: World, cohort: str, amira: Person, thread: int, joe: Browser, ruth: Browser
) -> None:
    post, browser = first_post(world), world.browser(amira)
    with world.app.app_context():
        before = db.session.scalars(sa.select(Thread.last_post_at)).one()
    saved = browser.submit(f"{address(cohort, thread, post)}/edit", "/edit", body="Better words.")
    assert saved.location.endswith(f"#post-{ids.write_id(post)}")
    page = joe.get(address(cohort, thread))
    assert "Better words." in page.text
    assert "Edited" in page.text
    assert "The first words." not in page.text
    assert joe.get(f"{address(cohort, thread, post)}/history").status == 403
    history = ruth.get(f"{address(cohort, thread, post)}/history").text
    assert "Taken out The first words." in " ".join(history.split())
    assert "Added Better words." in " ".join(history.split())
    with world.app.app_context():
        assert db.session.scalars(sa.select(Thread.last_post_at)).one() == before


def test_a_change_made_elsewhere_shows_both_texts(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    path = f"{address(cohort, thread, first_post(world))}/edit"
    browser = world.browser(amira)
    form = browser.get(path)
    assert browser.send(form, "/edit", body="Saved by the phone.").status == 303
    clash = browser.send(form, "/edit", body="Typed at the desk.")
    assert clash.status == 409
    assert "Saved by the phone." in clash.text
    assert "Typed at the desk." in clash.body
    assert browser.send(clash, "/edit", body="Typed at the desk.").status == 303
    assert "Typed at the desk." in browser.get(address(cohort, thread)).text


def test_a_change_of_a_post_that_was_removed_elsewhere_is_refused_and_keeps_its_words(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    path, browser = address(cohort, thread, first_post(world)), world.browser(amira)
    form = browser.get(f"{path}/edit")
    browser.submit(f"{path}/remove", "/remove")
    for _ in range(2):
        refused = browser.send(form, "/edit", body="Typed at the desk.")
        assert refused.status == 409
        assert "You have removed this post." in " ".join(refused.errors())
        assert "Typed at the desk." in refused.body
        form = refused
    browser.post(f"{path}/put-back", {"csrf_token": browser.token()})
    clash = browser.send(form, "/edit", body="Typed at the desk.")
    assert clash.status == 409, "the words that are back were not seen beside these"
    assert "The first words." in clash.text
    assert browser.send(clash, "/edit", body="Typed at the desk.").status == 303


def test_a_post_removed_twice_in_the_same_instant_is_removed_once(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    number = first_post(world)
    with world.database():
        actor = world.actor(amira, cohort)
        seen_twice = get_post(actor, number)
        version = seen_twice.version
        for _ in range(2):
            remove_post(actor, seen_twice)
    with world.database():
        removed = get_post(actor, seen_twice.id)
        assert (removed.removed_body, removed.version) == ("The first words.", version + 1)
        for _ in range(2):
            put_back(actor, removed)
        assert get_post(actor, removed.id).version == version + 2
        with pytest.raises(Clash):
            edit_post(seen_twice, body="Written upon words of before.")


def test_only_its_author_changes_or_removes_a_post(
    world: World, cohort: str, thread: int, joe: Browser, ruth: Browser
) -> None:
    path = address(cohort, thread, first_post(world))
    for browser in (joe, ruth):
        links = browser.get(address(cohort, thread)).links()
        assert not [url for url in links.values() if url.endswith(("/edit", "/remove"))]
        for act in ("edit", "remove", "put-back"):
            token = browser.token()
            sent = browser.post(f"{path}/{act}", {"csrf_token": token, "body": "Not mine"})
            assert sent.status == 403
    with world.app.app_context():
        assert db.session.scalars(sa.select(Post.body)).one() == "The first words."


def test_a_removed_post_leaves_a_tombstone_and_can_be_put_back_for_ten_minutes(
    world: World, cohort: str, amira: Person, thread: int, joe: Browser
) -> None:
    path, browser = address(cohort, thread, first_post(world)), world.browser(amira)
    browser.submit(f"{path}/edit", "/edit", body="Words that change.")
    browser.submit(f"{path}/remove", "/remove")
    page = joe.get(address(cohort, thread))
    assert "Amira Okafor removed this post" in page.text
    assert "Words that change." not in page.body
    assert "put-back" not in page.body
    assert "Words that change." not in joe.get(f"/cohorts/{cohort}/threads").body
    assert joe.get(f"{address(cohort, thread)}?quote={path.rpartition('/')[2]}").status == 200
    own = browser.get(address(cohort, thread))
    assert browser.send(own, "/put-back").status == 303
    assert "Words that change." in joe.get(address(cohort, thread)).text
    browser.submit(f"{path}/remove", "/remove")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11)):
        own = browser.get(address(cohort, thread))
        assert "put-back" not in own.body
        late = browser.post(f"{path}/put-back", {"csrf_token": browser.token()})
        assert late.status == 404
        with world.database():
            assert forget_removed() == "1 removed posts"
    with world.app.app_context():
        assert db.session.scalars(sa.select(PostRemoval.body)).one() is None
        assert db.session.scalars(sa.select(Post.body)).one() == ""
    assert world.count(PostRevision) == 0


def test_a_reply_says_what_it_answers_and_a_quotation_begins_with_its_words(
    world: World, cohort: str, amira: Person, thread: int, joe: Browser
) -> None:
    post = ids.write_id(first_post(world))
    page = joe.get(f"{address(cohort, thread)}?quote={post}")
    assert page.form("/posts")["body"].strip() == "> The first words."
    assert page.form("/posts")["reply_to"] == post
    assert "In reply to Amira Okafor" in page.text
    sent = joe.send(page, "/posts", body="> The first words.\n\nYes.")
    landed = world.browser(amira).get(sent.location.partition("#")[0])
    assert landed.links()["In reply to Amira Okafor"].endswith(f"/posts/{post}")
    with world.app.app_context():
        answered = db.session.scalars(sa.select(Post.reply_to_id).order_by(Post.id.desc())).first()
    assert answered == ids.read_id(post)


def test_a_post_of_another_thread_cannot_be_answered_here(
    world: World, cohort: str, amira: Person, thread: int, joe: Browser
) -> None:
    other = world.thread(amira, cohort, "Another", "Elsewhere.")
    with world.app.app_context():
        post = db.session.scalars(sa.select(Post.id).where(Post.thread_id == other)).one()
    page = joe.get(f"{address(cohort, thread)}?quote={ids.write_id(post)}")
    assert "Elsewhere." not in page.body
    sent = joe.send(page, "/posts", body="Here", reply_to=ids.write_id(post))
    assert sent.status == 303
    with world.app.app_context():
        query = sa.select(Post.reply_to_id).order_by(Post.id.desc())
        assert db.session.scalars(query).first() is None


def test_a_posts_own_address_lands_on_its_page(
    world: World, cohort: str, amira: Person, thread: int, joe: Browser
) -> None:
    posts = [world.post(amira, cohort, thread, f"Number {n}.") for n in range(60)]
    sent = joe.get(address(cohort, thread, posts[-1]))
    assert sent.status == 303
    path, _, anchor = sent.location.partition("#")
    page = joe.get(path)
    assert anchor == f"post-{ids.write_id(posts[-1])}"
    assert page.tree.xpath(f"//*[@id='{anchor}']")
    assert "Number 59." in page.text
    assert "Amira Okafor (you)" in world.browser(amira).get(path).text
