"""Threads: inside one cohort, in order, and closed when locked."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.models import Post, Thread, ThreadLock
from cohort.kernel import ids
from tests.client import Browser
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug)
    return world.cohort(slug)


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def test_a_long_thread_is_paged_and_a_reply_lands_where_it_stands(
    world: World, cohort: str, amira: Person
) -> None:
    thread = world.thread(amira, cohort, body="Post number 000.")
    for number in range(1, 104):
        world.post(amira, cohort, thread, f"Post number {number:03d}.")
    browser = world.browser(amira)
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    first = browser.get(address)
    assert "104 posts" in first.text
    assert "Post number 049." in first.text
    assert "Post number 050." not in first.text
    replied = browser.send(first, "/posts", body="The last word")
    assert "after=" in replied.location
    landed = browser.get(replied.location.split("#")[0])
    assert "The last word" in landed.text
    assert "Post number 100." in landed.text
    assert landed.tree.xpath(f"//*[@id='{replied.location.split('#')[1]}']")


def test_the_liveliest_thread_comes_first(world: World, cohort: str, amira: Person) -> None:
    older = world.thread(amira, cohort, "Older")
    world.thread(amira, cohort, "Newer")
    world.post(amira, cohort, older, "Said later")
    page = world.browser(amira).get(f"/cohorts/{cohort}/threads")
    titles = [a.text_content() for a in page.tree.xpath("//*[@class='line__title']/a")]
    assert titles == ["Older", "Newer"]
    assert "Said later" in page.text


def test_a_locked_thread_is_read_but_not_answered(world: World, cohort: str, amira: Person) -> None:
    thread = world.thread(amira, cohort)
    browser = world.browser(amira)
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    form = browser.get(address)
    with world.database():
        db.session.add(ThreadLock(thread_id=thread, locked_by=amira.id))
    refused = browser.send(form, "/posts", body="Too late to say this")
    assert refused.status == 409
    assert "Too late to say this" in refused.form("/threads")["body"]
    page = browser.get(address)
    assert "closed to new posts" in page.text
    assert "A first post" in page.text
    assert world.count(Post) == 1


def test_a_thread_of_another_cohort_is_no_page(world: World, cohort: str, amira: Person) -> None:
    other = world.cohort("commissioning-with-communities", "Another cohort")
    stranger = world.person()
    world.join(stranger, other)
    thread = ids.write_id(world.thread(stranger, other, "Their secret"))
    browser = world.browser(amira)
    for path in (f"/cohorts/{cohort}/threads/{thread}", f"/cohorts/{other}/threads/{thread}"):
        page = browser.get(path)
        assert page.status == 404
        assert "Their secret" not in page.body
    token = browser.get(f"/cohorts/{cohort}/threads/new").form("/threads")["csrf_token"]
    sent = browser.post(
        f"/cohorts/{cohort}/threads/{thread}/posts", {"csrf_token": token, "body": "Let me in"}
    )
    assert sent.status == 404
    assert world.count(Post) == 1


def test_two_who_speak_first_at_once_share_one_thread(
    world: World, cohort: str, amira: Person
) -> None:
    people = [amira, *(world.person() for _ in range(3))]
    for person in people[1:]:
        world.join(person, cohort)
    browsers = [world.browser(person) for person in people]
    address = f"/cohorts/{cohort}/prompts/m1-discuss/thread"
    forms = [browser.get(address) for browser in browsers]
    statuses: list[int] = []

    def speak(browser: Browser, number: int) -> None:
        statuses.append(browser.send(forms[number], "/posts", body=f"Voice {number}").status)

    threads = [
        threading.Thread(target=speak, args=(browser, number))
        for number, browser in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 4
    assert world.count(Thread) == 1
    assert world.count(Post) == 4
    with world.app.app_context():
        assert db.session.scalar(sa.select(Thread.posts)) == 4


def test_a_double_press_in_the_same_instant_posts_once(
    world: World, cohort: str, amira: Person
) -> None:
    thread = world.thread(amira, cohort)
    browsers = [world.browser(amira) for _ in range(2)]
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    forms = [browser.get(address) for browser in browsers]
    key = forms[0].form("/posts")["submission"]
    places: list[str] = []

    def press(number: int) -> None:
        page = browsers[number].send(forms[number], "/posts", body="Pressed", submission=key)
        places.append(page.location)

    presses = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(set(places)) == 1
    assert places[0]
    assert world.count(Post) == 2
    with world.app.app_context():
        assert db.session.scalar(sa.select(Thread.posts)) == 2
