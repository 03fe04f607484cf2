"""The first posts of a prompt's thread, in place on the page of the course."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.course_modules.models import Module, Prompt
from cohort.course_modules.queries import get_prompt
from cohort.db import db
from cohort.discussions import actions
from cohort.discussions.actions.merging import merge
from cohort.discussions.models import Post, Thread, ThreadKind
from cohort.drafts.models import Draft
from cohort.kernel import ids
from tests.architecture.counting import queries_of
from tests.client import Browser, Page
from tests.discussions.tending import address, press
from tests.world import Person, World

LONG = "Commissioning " * 60


@pytest.fixture
def joe(world: World, cohort: str) -> Person:
    person = world.person("Joe Marsh")
    world.join(person, cohort)
    return person


@pytest.fixture
def talk(world: World, cohort: str, amira: Person) -> int:
    """The thread on m1's prompt, with Amira's post."""
    world.browser(amira).submit(
        f"/cohorts/{cohort}/prompts/m1-discuss/thread", "/posts", body="The **first** words."
    )
    with world.database():
        return db.session.scalars(sa.select(Thread.id).where(Thread.prompt_id.is_not(None))).one()


def page_of(browser: Browser, cohort: str) -> Page:
    return browser.get(f"/cohorts/{cohort}/modules/m1/p2")


def shown(page: Page) -> list[str]:
    posts = page.tree.xpath("//*[@class='talk__post']")
    return [" ".join(post.text_content().split()) for post in posts]


def ways(page: Page) -> list[str]:
    return [
        " ".join(line.text_content().split())
        for line in page.tree.xpath("//*[@class='talk__more']")
    ]


def posts_of(world: World, talk: int) -> list[Post]:
    with world.app.app_context():
        return list(
            db.session.scalars(sa.select(Post).where(Post.thread_id == talk).order_by(Post.id))
        )


def test_the_first_three_posts_stand_on_the_page_with_a_way_to_each_and_to_all(
    world: World, cohort: str, amira: Person, joe: Person, talk: int
) -> None:
    for words in (LONG, "A third.", "A fourth."):
        world.post(amira, cohort, talk, words)
    page = page_of(world.browser(joe), cohort)
    first, second, third = shown(page)
    assert "Amira Okafor" in first
    assert first.endswith("The first words.")
    assert second.endswith("Commissioning…")
    assert 250 < second.count("Commissioning ") * len("Commissioning ") < 310
    assert third.endswith("A third.")
    assert "A fourth." not in page.text
    assert ways(page) == ["4 posts, 4 new: read them all on this question"]
    post = posts_of(world, talk)[0]
    assert f"{address(cohort, talk)}/posts/{ids.write_id(post.id)}" in page.body


def test_what_is_written_in_the_box_is_posted(
    world: World, cohort: str, amira: Person, joe: Person, ruth: Browser
) -> None:
    mine, his = world.browser(amira), world.browser(joe)
    made = mine.send(page_of(mine, cohort), "/prompts/m1-discuss/posts", body="From the page.")
    assert made.status == 303
    page = page_of(his, cohort)
    assert [words.rpartition("Amira Okafor ")[2] for words in shown(page)]
    assert ways(page) == ["1 post, 1 new: read it on this question"]
    answered = his.send(page, "/posts", body="And an answer.")
    assert answered.status == 303
    assert shown(page_of(mine, cohort))[1].endswith("And an answer.")
    with world.app.app_context():
        thread = db.session.scalars(sa.select(Thread.id)).one()
    press(ruth, cohort, thread, "close", reason="Enough was said.")
    page = page_of(mine, cohort)
    assert "It is closed to new posts." in page.text
    assert not page.tree.xpath("//textarea")
    # A page that was open before it was closed: the words are kept, and offered as a new thread.
    late = his.post(f"{address(cohort, thread)}/posts", {"body": "Too late", **token(his)})
    assert late.status == 409
    assert "Too late" in late.text


def token(browser: Browser) -> dict[str, str]:
    return {"csrf_token": browser.token()}


def test_posts_out_of_sight_stay_so(
    world: World, cohort: str, amira: Person, joe: Person, ruth: Browser, talk: int
) -> None:
    hidden = world.post(amira, cohort, talk, "Words to hide")
    world.post(amira, cohort, talk, "Words to remove")
    written = ids.write_id(hidden)
    ruth.submit(f"/cohorts/{cohort}/posts/{written}/hide", "/hide", reason="It names somebody.")
    removed = posts_of(world, talk)[2]
    gone = f"{address(cohort, talk)}/posts/{ids.write_id(removed.id)}/remove"
    world.browser(amira).submit(gone, "/remove")
    for browser in (world.browser(joe), ruth):
        page = page_of(browser, cohort)
        assert len(shown(page)) == 1
        assert "Words to" not in page.body


def test_a_quiet_round_shows_what_asks_and_ones_own(
    world: World, cohort: str, amira: Person, joe: Person, talk: int
) -> None:
    world.post(amira, cohort, talk, "What Amira tried")
    with world.database():
        db.session.execute(sa.update(Thread).values(kind=ThreadKind.ROUND))
    browser = world.browser(joe)
    assert "What Amira tried" not in page_of(browser, cohort).body
    assert len(shown(page_of(browser, cohort))) == 1
    world.post(joe, cohort, talk, "What Joe tried")
    assert "What Amira tried" in page_of(browser, cohort).text


def test_a_post_without_a_name_has_none(
    world: World, cohort: str, amira: Person, joe: Person, ruth: Browser, talk: int
) -> None:
    with world.database():
        db.session.execute(sa.update(Post).values(is_nameless=True))
        db.session.execute(sa.update(Thread).values(is_nameless=True))
    for browser in (world.browser(joe), ruth):
        page = page_of(browser, cohort)
        assert "A member of this cohort" in shown(page)[0]
        assert "Amira" not in "".join(shown(page))
    assert "you, without your name" in shown(page_of(world.browser(amira), cohort))[0]


def test_a_merged_thread_is_shown_where_it_is_now(
    world: World, cohort: str, amira: Person, joe: Person, talk: int, thread: int
) -> None:
    host = world.person("Host")
    world.join(host, cohort, Role.FACILITATOR)
    with world.database():
        merge(world.actor(host, cohort), talk, thread)
    page = page_of(world.browser(joe), cohort)
    assert [line.split()[-1] for line in shown(page)] == ["words.", "words."]
    assert f'href="{address(cohort, thread)}' in page.body
    with world.database():  # it went into the thread of a module that is locked
        locked = db.session.scalars(sa.select(Prompt.id).where(Prompt.key == "m2-discuss")).one()
        db.session.execute(sa.update(Thread).where(Thread.id == thread).values(prompt_id=locked))
        db.session.execute(
            sa.update(Module).where(Module.slug == "m2").values(opens_after_days=900)
        )
    # Whoever wrote in it reads on; nobody else sees a word.
    assert len(shown(page_of(world.browser(amira), cohort))) == 2
    page = page_of(world.browser(joe), cohort)
    assert not shown(page)
    assert "opens with a later module" in page.text
    assert not page.tree.xpath("//textarea")


def test_what_is_begun_there_is_a_draft_and_offered_there(
    world: World, cohort: str, joe: Person, talk: int
) -> None:
    browser = world.browser(joe)
    form = page_of(browser, cohort).form("/posts")
    kept = browser.post(f"/cohorts/{cohort}/drafts", form | {"body": "Half a thought", "keep": "1"})
    assert kept.status == 303
    page = page_of(browser, cohort)
    assert "You have a draft" in page.text
    assert "Half a thought" in page.text
    with world.app.app_context():
        draft = db.session.scalars(sa.select(Draft)).one()
    assert (draft.kind, draft.target) == ("reply", f"thread:{ids.write_id(talk)}")
    there = browser.get(page.links()["Go on with the draft"])
    sent = browser.send(there, "/posts", body="A whole thought")
    assert sent.status == 303
    assert "You have a draft" not in page_of(browser, cohort).text


def test_one_page_makes_as_many_queries_for_a_long_talk_as_for_none(
    world: World, cohort: str, amira: Person, joe: Person
) -> None:
    browser = world.browser(joe)
    page_of(browser, cohort)
    with queries_of(world) as before:
        page_of(browser, cohort)
    with world.database():
        actor = world.actor(amira, cohort)
        prompt = get_prompt(actor, "m1-discuss")
        for number in range(12):
            actions.reply_to_prompt(
                actor, prompt, body=f"Post {number}", submission_key=ids.write_id(ids.new_id())
            )
    with queries_of(world) as after:
        page = page_of(browser, cohort)
    assert len(shown(page)) == 3
    assert len(after) == len(before) == 6
