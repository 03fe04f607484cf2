"""The kinds of thread: what the form offers, who posts, and what is said in words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.models import Post, PostHiding, Thread, ThreadKind
from cohort.kernel import ids
from tests.client import Browser, Page
from tests.drafts.keeping import keep
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


@pytest.fixture
def joe(world: World, cohort: str) -> Person:
    person = world.person("Joe Marsh")
    world.join(person, cohort)
    return person


@pytest.fixture
def ruth(world: World, cohort: str) -> Person:
    person = world.person("Ruth Calder")
    world.join(person, cohort, Role.FACILITATOR)
    return person


def make(world: World, kind: ThreadKind, person: Person, cohort: str, title: str = "It") -> int:
    """A thread of this kind; returns its id."""
    thread = world.thread(person, cohort, title)
    with world.database():
        db.session.get_one(Thread, thread).kind = kind
    return thread


def address(cohort: str, thread: int) -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"


def opened(world: World) -> Thread:
    with world.app.app_context():
        return db.session.scalars(sa.select(Thread)).one()


def test_the_form_opens_a_plain_thread_unless_more_is_chosen(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/threads/new")
    kinds = [box.get("value") for box in page.tree.xpath("//input[@name='kind']")]
    assert kinds == ["open", "question"]
    assert page.tree.xpath("//input[@name='kind'][@checked]/@value") == ["open"]
    assert not page.tree.xpath("//details[@open][summary='More about this thread']")
    sent = browser.send(page, "/threads", title="Plain", body="Words")
    assert sent.status == 303, (sent.errors(), page.form("/threads"))
    assert (opened(world).kind, opened(world).module_id) == ("open", None)


def test_a_facilitator_opens_all_four_and_a_participant_two(
    world: World, cohort: str, amira: Person, ruth: Person
) -> None:
    page = world.browser(ruth).get(f"/cohorts/{cohort}/threads/new")
    kinds = [box.get("value") for box in page.tree.xpath("//input[@name='kind']")]
    assert kinds == ["open", "question", "noticeboard", "round"]
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/threads/new")
    for kind in ("noticeboard", "round", "rabbit"):
        refused = browser.send(page, "/threads", title="Mine", body="My words", kind=kind)
        assert refused.status == 422
        assert "Choose a kind of thread from the list" in refused.text
        assert refused.form("/threads")["title"] == "Mine"
        assert refused.form("/threads")["body"].strip() == "My words"
    assert world.count(Thread) == 0


def test_an_error_keeps_kind_and_module_and_shows_them(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/threads/new")
    slug = page.tree.xpath("//select[@name='module']/option/@value")[1]
    chosen = {"kind": "question", "module": slug}
    refused = browser.send(page, "/threads", title="", body="My words", **chosen)
    assert refused.status == 422
    assert refused.tree.xpath("//input[@name='kind'][@checked]/@value") == ["question"]
    assert refused.tree.xpath("//select[@name='module']/option[@selected]/@value") == [slug]
    assert refused.tree.xpath("//details[@open][summary='More about this thread']")
    browser.send(refused, "/threads", title="Now with a title")
    assert opened(world).kind == "question"
    assert opened(world).module_id is not None


def test_a_module_that_is_not_open_is_not_offered_and_not_taken(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    page = browser.get(f"/cohorts/{cohort}/threads/new")
    refused = browser.send(page, "/threads", title="A", body="B", module="no-such-module")
    assert refused.status == 422
    assert "Choose a module from the list" in refused.text


def test_a_draft_keeps_kind_and_module(world: World, cohort: str, amira: Person) -> None:
    facts = {"title": "Begun", "body": "Half a thought", "kind": "question", "module": ""}
    key = keep(world, amira, cohort, facts)
    page = world.browser(amira).get(f"/cohorts/{cohort}/threads/new?draft={key}")
    assert page.tree.xpath("//input[@name='kind'][@checked]/@value") == ["question"]
    assert page.form("/threads")["body"].strip() == "Half a thought"


def test_a_form_with_nothing_written_is_no_draft(world: World, cohort: str, amira: Person) -> None:
    keep(world, amira, cohort, {"title": "", "body": "", "kind": "open", "module": ""})
    page = world.browser(amira).get(f"/cohorts/{cohort}/threads/new")
    assert "You began" not in page.text


def mark(browser: Browser, cohort: str, thread: int, post: int, **button: str) -> int:
    to = f"{address(cohort, thread)}/posts/{ids.write_id(post)}/helped"
    return browser.post(to, {"csrf_token": browser.token(), **button}).status


def press(browser: Browser, cohort: str, thread: int, post: int) -> Page:
    """Press the button that stands below the post."""
    page = browser.get(address(cohort, thread))
    return browser.send(page, f"{ids.write_id(post)}/helped")


def records(world: World) -> list[str]:
    with world.app.app_context():
        query = sa.select(HistoryEntry.action).order_by(HistoryEntry.id)
        return [act for act in db.session.scalars(query) if "helped" in act]


def test_what_helped_stands_on_top_and_one_press_takes_it_back(
    world: World, cohort: str, amira: Person, joe: Person
) -> None:
    thread = make(world, ThreadKind.QUESTION, joe, cohort)
    post = world.post(amira, cohort, thread, "Ask the residents first.")
    browser = world.browser(joe)
    page = browser.follow(press(browser, cohort, thread, post))
    top = page.tree.xpath("//p[@class='thread-helped']")[0]
    assert top.text_content() == "What helped: Amira Okafor’s post"
    assert top.xpath("a/@href")[0].endswith(f"/posts/{ids.write_id(post)}")
    assert page.tree.xpath(f"//li[@id='post-{ids.write_id(post)}']//p[@class='post__helped']")
    assert "Question · Answered" in world.browser(amira).get(f"/cohorts/{cohort}/threads").text
    assert mark(browser, cohort, thread, post, mark="yes") == 303  # a double press
    page = browser.follow(press(browser, cohort, thread, post))
    assert not page.tree.xpath("//p[@class='thread-helped']")
    assert "Answered" not in world.browser(amira).get(f"/cohorts/{cohort}/threads").text
    assert records(world) == [], "whoever asked needs no record"


def test_a_facilitator_marks_too_and_that_is_recorded(
    world: World, cohort: str, amira: Person, joe: Person, ruth: Person
) -> None:
    thread = make(world, ThreadKind.QUESTION, joe, cohort)
    post = world.post(amira, cohort, thread)
    browser = world.browser(ruth)
    assert mark(browser, cohort, thread, post, mark="yes") == 303
    assert mark(browser, cohort, thread, post, take_back="yes") == 303
    assert records(world) == ["thread:mark-helped", "thread:unmark-helped"]


def test_nobody_else_marks_and_only_in_a_question(
    world: World, cohort: str, amira: Person, joe: Person, ruth: Person
) -> None:
    thread = make(world, ThreadKind.QUESTION, joe, cohort)
    post = world.post(amira, cohort, thread)
    browser = world.browser(amira)
    assert "Mark as what helped" not in browser.get(address(cohort, thread)).text
    assert mark(browser, cohort, thread, post, mark="yes") == 403
    plain = world.thread(joe, cohort, "Plain")
    answer = world.post(amira, cohort, plain)
    assert mark(world.browser(ruth), cohort, plain, answer, mark="yes") == 403
    assert mark(world.browser(joe), cohort, thread, answer, mark="yes") == 404


def test_a_removed_post_helps_no_more(
    world: World, cohort: str, amira: Person, joe: Person
) -> None:
    thread = make(world, ThreadKind.QUESTION, joe, cohort)
    post = world.post(amira, cohort, thread)
    assert mark(world.browser(joe), cohort, thread, post, mark="yes") == 303
    browser = world.browser(amira)
    to = f"{address(cohort, thread)}/posts/{ids.write_id(post)}/remove"
    browser.send(browser.get(to), "/remove")
    assert "What helped" not in browser.get(address(cohort, thread)).text
    assert "Answered" not in browser.get(f"/cohorts/{cohort}/threads").text


def test_a_hidden_post_helps_no_more(world: World, cohort: str, amira: Person, joe: Person) -> None:
    thread = make(world, ThreadKind.QUESTION, joe, cohort)
    post = world.post(amira, cohort, thread)
    assert mark(world.browser(joe), cohort, thread, post, mark="yes") == 303
    with world.database() as session:
        session.add(PostHiding(post_id=post, reason="It names a resident."))
    browser = world.browser(joe)
    assert "What helped" not in browser.get(address(cohort, thread)).text
    assert "Answered" not in browser.get(f"/cohorts/{cohort}/threads").text


def test_a_noticeboard_is_read_by_all_and_written_by_facilitators(
    world: World, cohort: str, amira: Person, ruth: Person
) -> None:
    thread = make(world, ThreadKind.NOTICEBOARD, ruth, cohort)
    browser = world.browser(amira)
    page = browser.get(address(cohort, thread))
    assert "Facilitators write on this noticeboard" in page.text
    assert "closed to new posts" not in page.text
    assert not page.tree.xpath("//textarea")
    token = {"csrf_token": browser.token(), "body": "Me too"}
    assert browser.post(f"{address(cohort, thread)}/posts", token).status == 403
    host = world.browser(ruth)
    host.send(host.get(address(cohort, thread)), "/posts", body="The room is booked.")
    assert world.count(Post) == 2
    assert "The room is booked." in browser.get(address(cohort, thread)).text


def test_the_list_says_the_kind_and_shows_one_module(
    world: World, cohort: str, joe: Person, ruth: Person
) -> None:
    make(world, ThreadKind.QUESTION, joe, cohort, "Which question")
    make(world, ThreadKind.NOTICEBOARD, ruth, cohort, "Which board")
    make(world, ThreadKind.ROUND, ruth, cohort, "Which round")
    browser = world.browser(joe)
    new = browser.get(f"/cohorts/{cohort}/threads/new")
    slug, other = new.tree.xpath("//select[@name='module']/option/@value")[1:3]
    browser.send(new, "/threads", title="Of the module", body="Words", module=slug)
    page = browser.get(f"/cohorts/{cohort}/threads")
    about = [p.text_content() for p in page.tree.xpath("//p[@class='line__about']")]
    assert [words.split(" · ")[0] for words in about] == [
        "Started by Joe Marsh",
        "Quiet round",
        "Noticeboard",
        "Question",
    ]
    page = browser.get(f"/cohorts/{cohort}/threads?module={slug}")
    titles = [a.text_content() for a in page.tree.xpath("//*[@class='line__title']/a")]
    assert titles == ["Of the module"]
    assert page.tree.xpath("//select[@name='module']/option[@selected]/@value") == [slug]
    empty = browser.get(f"/cohorts/{cohort}/threads?module={other}")
    assert "No threads here yet" in empty.text
    assert browser.get(f"/cohorts/{cohort}/threads?module=no-such").status == 404


def test_a_permalink_marks_its_post_in_words(world: World, cohort: str, joe: Person) -> None:
    thread = world.thread(joe, cohort)
    posts = [world.post(joe, cohort, thread) for _ in range(60)]
    browser = world.browser(joe)
    key = ids.write_id(posts[57])
    answer = browser.get(f"{address(cohort, thread)}/posts/{key}")
    assert answer.location.endswith(f"#post-{key}")
    page = browser.get(answer.location.split("#")[0])
    led = page.tree.xpath("//li[@tabindex='-1']")
    assert [one.get("id") for one in led] == [f"post-{key}"]
    assert "This is the post you were led to" in led[0].text_content()
    assert page.text.count("This is the post you were led to") == 1
