"""A quiet round: nobody who has not written sees what the others wrote, or who they are.

Words and names are planted in every place that could tell of a post, and asked for as somebody
who has not written.
"""

from __future__ import annotations

import pytest

from cohort.access.actor import Role
from cohort.db import db
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.models import Mention, Thread, ThreadKind
from cohort.kernel import ids
from tests.client import Browser
from tests.world import Person, World

WORDS = "heronplanted"
NAME = "Odalys Heronwriter"
QUESTION = "What did you try?"


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def ruth(world: World, cohort: str) -> Person:
    person = world.person("Ruth Calder")
    world.join(person, cohort, Role.FACILITATOR)
    return person


@pytest.fixture
def joe(world: World, cohort: str) -> Person:
    person = world.person("Joe Marsh")
    world.join(person, cohort)
    return person


@pytest.fixture
def odalys(world: World, cohort: str) -> Person:
    person = world.person(NAME)
    world.join(person, cohort)
    return person


@pytest.fixture
def round_id(world: World, cohort: str, ruth: Person) -> int:
    thread = world.thread(ruth, cohort, "A round", QUESTION)
    with world.database():
        db.session.get_one(Thread, thread).kind = ThreadKind.ROUND
    return thread


@pytest.fixture
def hidden(world: World, cohort: str, odalys: Person, joe: Person, round_id: int) -> int:
    """A post that Joe may not see yet; it names him, and its notices are made."""
    post = world.post(odalys, cohort, round_id, f"{WORDS} in the round")
    with world.database():
        db.session.add(Mention(post_id=post, user_id=joe.id))
    with world.app.app_context():
        tell_of_posts()
        db.session.commit()
    return post


def at(cohort: str, thread: int, after: str = "") -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}{after}"


def tells(browser: Browser, address: str) -> list[str]:
    """What of the planted the page shows, after following where it leads."""
    page = browser.get(address)
    for _ in range(3):
        if page.status in (302, 303):
            page = browser.get(page.location.split("#")[0])
    return [planted for planted in (WORDS, NAME) if planted in page.body]


PLACES = {
    "thread": "/threads/{thread}",
    "list": "/threads",
    "list of his own": "/threads?show=mine",
    "what is new": "/threads?show=new",
    "permalink": "/threads/{thread}/posts/{post}",
    "the page that holds it": "/threads/{thread}?post={post}",
    "what stands after the first": "/threads/{thread}?after={first}",
    "quote": "/threads/{thread}?quote={post}",
    "answer": "/threads/{thread}?reply={post}",
    "history": "/threads/{thread}/posts/{post}/history",
    "edit": "/threads/{thread}/posts/{post}/edit",
    "home": "",
}


@pytest.mark.parametrize("place", PLACES)
def test_no_page_of_the_cohort_shows_it_before_one_has_written(
    world: World, cohort: str, joe: Person, ruth: Person, round_id: int, hidden: int, place: str
) -> None:
    names = {
        "thread": ids.write_id(round_id),
        "post": ids.write_id(hidden),
        "first": ids.write_id(0),
    }
    address = f"/cohorts/{cohort}" + PLACES[place].format(**names)
    assert tells(world.browser(joe), address) == []


@pytest.mark.parametrize(
    "address", ["/notices", "/cohorts/{cohort}/search?q=" + WORDS, "/cohorts/{cohort}/search?q=in"]
)
def test_notices_and_search_do_not_tell(
    world: World, cohort: str, joe: Person, hidden: int, address: str
) -> None:
    page = world.browser(joe).get(address.format(cohort=cohort))
    assert page.status == 200
    assert f"{WORDS} in the round" not in page.text
    assert NAME not in page.text


def test_the_page_says_how_many_and_the_permalink_leads_there(
    world: World, cohort: str, joe: Person, round_id: int, hidden: int
) -> None:
    browser = world.browser(joe)
    page = browser.get(at(cohort, round_id))
    assert QUESTION in page.text
    assert "1 other has written. You see their posts once you have written yours." in page.text
    for post in (hidden, ids.new_id()):
        answer = browser.get(at(cohort, round_id, f"/posts/{ids.write_id(post)}"))
        assert answer.location == at(cohort, round_id)


def test_writing_shows_them_and_removing_ones_own_hides_them_again(
    world: World, cohort: str, joe: Person, round_id: int, hidden: int
) -> None:
    browser = world.browser(joe)
    browser.send(browser.get(at(cohort, round_id)), "/posts", body="Mine")
    page = browser.get(at(cohort, round_id))
    assert f"{WORDS} in the round" in page.text
    assert NAME in page.text
    assert "once you have written" not in page.text
    assert f"{WORDS} in the round" in browser.get(f"/cohorts/{cohort}/search?q={WORDS}").text
    remove = [link for words, link in page.links().items() if words.startswith("Remove")]
    browser.send(browser.get(remove[0]), "/remove")
    assert tells(browser, at(cohort, round_id)) == []
    assert tells(browser, f"/cohorts/{cohort}/threads") == []


def test_facilitators_see_all(
    world: World, cohort: str, ruth: Person, round_id: int, hidden: int
) -> None:
    assert tells(world.browser(ruth), at(cohort, round_id)) == [WORDS, NAME]
