"""Drafts of a changed post, of a summary, and of what a reply answers and how it is signed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.models import NamelessEnding, Post, Thread
from cohort.drafts.models import Draft
from cohort.kernel import clock, ids
from tests.client import Browser, Page
from tests.discussions.tending import address, facilitator, press
from tests.discussions.test_nameless import Circle
from tests.world import Person, World


def keep(browser: Browser, cohort: str, page: Page, action: str, **typed: str) -> Page:
    """Press “Keep as draft” in a form of a page; returns the page that goes on with it."""
    form = page.form(action) | typed | {"keep": "1"}
    made = browser.post(f"/cohorts/{cohort}/drafts", form)
    assert made.status == 303, made.text
    return browser.follow(made)


def kept(world: World) -> list[tuple[str, dict[str, str]]]:
    with world.app.app_context():
        query = sa.select(Draft.kind, Draft.facts).where(Draft.has_words).order_by(Draft.id)
        return [(row.kind, dict(row.facts)) for row in db.session.execute(query)]


@pytest.fixture
def post(world: World, thread: int) -> int:
    with world.app.app_context():
        return db.session.scalars(sa.select(Post.id).where(Post.thread_id == thread)).one()


def test_a_change_of_a_post_is_kept_until_it_is_saved(
    world: World, cohort: str, amira: Person, ruth: Browser, thread: int, post: int
) -> None:
    browser, edit = world.browser(amira), f"{address(cohort, thread)}/posts/{ids.write_id(post)}"
    page = keep(browser, cohort, browser.get(f"{edit}/edit"), "/edit", body="Second thoughts")
    assert kept(world) == [("post", {"body": "Second thoughts"})]
    assert "Second thoughts" in page.body
    home = browser.get(f"/cohorts/{cohort}")
    assert "You began a change to your post" in home.text
    assert browser.get(home.links()["You began a change to your post"]).status == 200
    assert "Second thoughts" not in ruth.get(f"/cohorts/{cohort}").body
    assert browser.send(page, "/edit").status == 303
    assert not kept(world)
    assert "Second thoughts" in ruth.get(address(cohort, thread)).text


def test_a_change_that_was_begun_on_older_words_shows_both(
    world: World, cohort: str, amira: Person, thread: int, post: int
) -> None:
    browser, edit = world.browser(amira), f"{address(cohort, thread)}/posts/{ids.write_id(post)}"
    keep(browser, cohort, browser.get(f"{edit}/edit"), "/edit", body="From the train")
    assert browser.submit(f"{edit}/edit", "/edit", body="From the desk").status == 303
    offered = browser.get(f"{edit}/edit")
    assert "You have a draft" in offered.text
    page = browser.get(offered.links()["Go on with the draft"])
    assert "From the train" in page.body
    assert "From the desk" in page.text
    assert "This was saved after your draft was begun" in page.text
    clash = browser.send(page, "/edit")
    assert clash.status == 409
    assert browser.send(clash, "/edit").status == 303
    assert not kept(world)


def test_nobody_keeps_a_draft_of_a_post_that_is_not_theirs_or_is_gone(
    world: World, cohort: str, amira: Person, ruth: Browser, thread: int, post: int
) -> None:
    target = f"post:{ids.write_id(post)}"
    sent = {"draft_kind": "post", "draft_target": target, "body": "Other words"}
    token = {"csrf_token": ruth.token()}
    assert ruth.post(f"/cohorts/{cohort}/drafts", sent | token).status == 404
    browser = world.browser(amira)
    browser.submit(f"{address(cohort, thread)}/posts/{ids.write_id(post)}/remove", "/remove")
    token = {"csrf_token": browser.token()}
    assert browser.post(f"/cohorts/{cohort}/drafts", sent | token).status == 404
    assert not kept(world)


def test_a_summary_is_kept_and_goes_along_with_its_thread(
    world: World, cohort: str, amira: Person, ruth: Browser, thread: int
) -> None:
    summary = f"{address(cohort, thread)}/summary"
    page = keep(ruth, cohort, ruth.get(summary), "/summary", body="So far: respite first.")
    assert kept(world) == [("summary", {"body": "So far: respite first."})]
    ruth.submit(f"{address(cohort, thread)}/title", "/title", title="Respite at home")
    home = ruth.get(f"/cohorts/{cohort}")
    assert "You began the summary of “Respite at home”" in home.text
    browser = world.browser(amira)
    sent = {"draft_kind": "summary", "draft_target": f"summary:{ids.write_id(thread)}"}
    sent |= {"body": "Not mine to write", "csrf_token": browser.token()}
    assert browser.post(f"/cohorts/{cohort}/drafts", sent).status in (403, 404)
    sam = facilitator(world, cohort, "Sam Idris")
    assert sam.submit(summary, "/summary", body="Sam's summary").status == 303
    clash = ruth.send(page, "/summary")
    assert clash.status == 409
    assert "Sam's summary" in clash.text
    other = world.thread(amira, cohort, "Another thread")
    assert press(ruth, cohort, thread, "merge", into=ids.write_id(other)).status == 303
    there = ruth.get(f"{address(cohort, other)}/summary")
    assert "So far: respite first." in there.text
    page = ruth.get(there.links()["Go on with the draft"])
    assert "Sam's summary" in page.text
    clash = ruth.send(page, "/summary")
    assert ruth.send(clash, "/summary").status == 303
    assert not kept(world)


def test_a_draft_of_a_reply_remembers_what_it_answers(
    world: World, cohort: str, amira: Person, ruth: Browser, thread: int, post: int
) -> None:
    there, written = address(cohort, thread), ids.write_id(post)
    form = ruth.get(f"{there}?reply={written}")
    page = keep(ruth, cohort, form, "/posts", body="Half an answer")
    assert kept(world) == [("reply", {"body": "Half an answer", "reply_to": written})]
    assert "In reply to Amira Okafor" in page.text
    assert ruth.send(page, "/posts", body="A whole answer").status == 303
    with world.app.app_context():
        answer = db.session.scalars(sa.select(Post).order_by(Post.id.desc())).first()
    assert answer is not None
    assert (answer.body, answer.reply_to_id) == ("A whole answer", post)
    assert not kept(world)


def test_whom_it_answers_alone_is_no_draft_and_an_answer_to_what_is_gone_is_a_post(
    world: World, cohort: str, amira: Person, ruth: Browser, thread: int, post: int
) -> None:
    there, written = address(cohort, thread), ids.write_id(post)
    keep(ruth, cohort, ruth.get(f"{there}?reply={written}"), "/posts", body=" ")
    assert not kept(world)
    page = keep(ruth, cohort, ruth.get(f"{there}?reply={written}"), "/posts", body="An answer")
    browser = world.browser(amira)
    browser.submit(f"{there}/posts/{written}/remove", "/remove")
    page = ruth.get(ruth.get(there).links()["Go on with the draft"])
    assert "In reply to Amira" not in page.text
    assert ruth.send(page, "/posts").status == 303
    assert "An answer" in browser.get(there).text


def names_of(world: World) -> list[bool]:
    with world.app.app_context():
        return list(db.session.scalars(sa.select(Post.is_nameless).order_by(Post.id)))


def test_a_draft_remembers_that_it_is_to_have_no_name(world: World) -> None:
    circle = Circle(world)
    author, other = circle.author, circle.members[1]
    thread = world.thread(other, circle.cohort)
    browser, there = world.browser(author), address(circle.cohort, thread)
    form = browser.get(there)
    page = keep(browser, circle.cohort, form, "/posts", body="Not by me", without_name="y")
    assert kept(world) == [("reply", {"body": "Not by me", "without_name": "y"})]
    assert page.tree.xpath("//input[@name='without_name'][@checked]")
    assert page.tree.xpath("//details[@open]//input[@name='without_name']")
    assert "does not keep this choice" not in page.text
    for reader in (world.browser(other), world.browser(circle.hosts[0])):
        for place in (there, f"/cohorts/{circle.cohort}", f"/cohorts/{circle.cohort}/drafts"):
            assert "Not by me" not in reader.get(place).body
    assert browser.send(page, "/posts").status == 303
    assert names_of(world) == [False, True]
    assert not kept(world)


def test_where_it_is_not_offered_any_more_such_a_draft_is_not_posted_with_the_name_unasked(
    world: World,
) -> None:
    circle = Circle(world)
    thread = world.thread(circle.members[1], circle.cohort)
    browser, there = world.browser(circle.author), address(circle.cohort, thread)
    page = keep(
        browser, circle.cohort, browser.get(there), "/posts", body="Not by me", without_name="y"
    )
    with world.database() as session:
        cohort_id = session.scalars(sa.select(Thread.cohort_id)).one()
        session.add(NamelessEnding(cohort_id=cohort_id, ended_at=clock.now()))
    page = browser.get(browser.get(there).links()["Go on with the draft"])
    assert not page.tree.xpath("//input[@type='checkbox'][@name='without_name']")
    refused = browser.send(page, "/posts")
    assert refused.status == 422
    assert "If you post them now, they stand with your name" in refused.text
    assert "Not by me" in refused.body
    assert names_of(world) == [False]
    assert browser.send(refused, "/posts").status == 303
    assert names_of(world) == [False, False]


def test_a_thread_without_a_name_is_remembered_so_from_a_closed_one_too(world: World) -> None:
    circle = Circle(world)
    new = f"{circle.at}/new"
    browser = world.browser(circle.author)
    page = keep(
        browser,
        circle.cohort,
        browser.get(new),
        "/threads",
        title="A hard week",
        body="Words",
        without_name="y",
    )
    assert page.tree.xpath("//input[@name='without_name'][@checked]")
    assert browser.send(page, "/threads").status == 303
    assert names_of(world) == [True]
    thread = world.thread(circle.members[1], circle.cohort)
    there = address(circle.cohort, thread)
    keep(browser, circle.cohort, browser.get(there), "/posts", body="Late", without_name="y")
    host = world.browser(circle.hosts[0])
    press(host, circle.cohort, thread, "close", reason="It is answered.")
    page = browser.get(browser.get(there).links()["Go on with the draft"])
    assert page.tree.xpath("//input[@name='without_name'][@checked]")
    assert browser.send(page, "/threads", title="Late words").status == 303
    assert names_of(world)[-1]
