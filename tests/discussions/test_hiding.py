"""Hidden posts: what each person still sees, and what is said to whom."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.models import PostHiding
from cohort.discussions.notices import MENTION, place_of
from cohort.discussions.queries.told import posts_told
from cohort.kernel import ids
from cohort.mail.models import OutboxMessage
from cohort.notices.kinds import Happened, Reader, lines_of
from tests.client import Browser
from tests.world import Person, World

WORDS, WHY = "Mrs Tiler of 4 Mill Lane", "It names somebody who has not agreed."
HIDDEN = "A facilitator has hidden this post."


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug)
    return world.cohort(slug)


def joined(world: World, cohort: str, name: str, role: Role = Role.PARTICIPANT) -> Person:
    person = world.person(name)
    world.join(person, cohort, role)
    return person


@pytest.fixture
def ruth(world: World, cohort: str) -> Browser:
    return world.browser(joined(world, cohort, "Ruth Calder", Role.FACILITATOR))


@pytest.fixture
def author(world: World, cohort: str) -> Person:
    return joined(world, cohort, "Gareth Penry")


@pytest.fixture
def peer(world: World, cohort: str) -> Person:
    return joined(world, cohort, "Amira Okafor")


@pytest.fixture
def thread(world: World, cohort: str, peer: Person) -> int:
    return world.thread(peer, cohort, "Home care")


@pytest.fixture
def post(world: World, cohort: str, author: Person, thread: int) -> int:
    return world.post(author, cohort, thread, WORDS)


def hide(ruth: Browser, cohort: str, post: int, why: str = WHY) -> str:
    address = f"/cohorts/{cohort}/posts/{ids.write_id(post)}/hide"
    return ruth.submit(address, "/hide", reason=why).location


def mail_of(world: World, kind: str) -> list[tuple[str, str]]:
    with world.app.app_context():
        found = db.session.execute(
            sa.select(OutboxMessage.to_address, OutboxMessage.text).where(
                OutboxMessage.kind == f"discussions/{kind}"
            )
        )
        return [(row.to_address, row.text) for row in found]


def test_each_sees_what_is_theirs_of_a_hidden_post(
    world: World, cohort: str, ruth: Browser, author: Person, peer: Person, thread: int, post: int
) -> None:
    hide(ruth, cohort, post)
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    theirs = world.browser(peer)
    for path in (address, f"/cohorts/{cohort}/threads", f"/cohorts/{cohort}"):
        page = theirs.get(path)
        assert WORDS not in page.body
        assert WHY not in page.body
    assert HIDDEN in theirs.get(address).text
    own = world.browser(author).get(address).text
    for words in (WORDS, WHY, HIDDEN, "To answer"):
        assert words in own
    hosted = ruth.get(address)
    assert WORDS in hosted.text
    assert hosted.tree.xpath(f"//details[contains(., '{WORDS}')]")
    assert mail_of(world, "post_hidden")[0][0] == author.email
    assert WHY in mail_of(world, "post_hidden")[0][1]
    assert WORDS not in mail_of(world, "post_hidden")[0][1]


def test_in_reply_to_a_hidden_post_leads_to_where_it_stood_and_tells_nothing(
    world: World, cohort: str, ruth: Browser, peer: Person, thread: int, post: int
) -> None:
    theirs, written = world.browser(peer), ids.write_id(post)
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    theirs.send(theirs.get(f"{address}?reply={written}"), "/posts", body="I see.")
    hide(ruth, cohort, post)
    (link,) = {url for url in theirs.get(address).links().values() if url.endswith(written)}
    answer = theirs.get(link)
    assert answer.location == f"{address}?post={written}#post-{written}"
    page = theirs.get(answer.location.partition("#")[0])
    assert HIDDEN in page.text
    assert WORDS not in page.body


def test_it_can_be_shown_again_and_hidden_anew(
    world: World, cohort: str, ruth: Browser, author: Person, peer: Person, thread: int, post: int
) -> None:
    hide(ruth, cohort, post)
    form = ruth.get(f"/cohorts/{cohort}/posts/{ids.write_id(post)}/hide")
    for _ in range(2):  # a double press
        assert ruth.send(form, "/restore").status == 303
    address = f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"
    assert WORDS in world.browser(peer).get(address).text
    assert [to for to, _ in mail_of(world, "post_restored")] == [author.email]
    with world.app.app_context():
        entries = db.session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action.like("post:%"))
        ).all()
        assert [(one.action, one.reason) for one in entries] == [
            ("post:hide", WHY),
            ("post:restore", None),
        ]
        assert {one.person_id for one in entries} == {None}  # it may be a post without a name


def test_hidden_twice_the_first_reason_stands(
    world: World, cohort: str, ruth: Browser, author: Person, post: int
) -> None:
    form = ruth.get(f"/cohorts/{cohort}/posts/{ids.write_id(post)}/hide")
    ruth.send(form, "/hide", reason=WHY)
    ruth.send(form, "/hide", reason="Another reason")
    with world.app.app_context():
        assert db.session.scalars(sa.select(PostHiding.reason)).all() == [WHY]
    assert len(mail_of(world, "post_hidden")) == 1


def test_a_reason_is_needed_and_only_facilitators_hide(
    world: World, cohort: str, ruth: Browser, author: Person, peer: Person, post: int
) -> None:
    address = f"/cohorts/{cohort}/posts/{ids.write_id(post)}/hide"
    assert "Enter a reason" in ruth.submit(address, "/hide", reason=" ").errors()
    for person in (author, peer):
        browser = world.browser(person)
        assert browser.get(address).status == 403
        sent = browser.post(address, {"csrf_token": browser.token(), "reason": WHY})
        assert sent.status == 403
    assert world.count(PostHiding) == 0


def test_a_notice_of_a_hidden_post_has_no_line(
    world: World, cohort: str, ruth: Browser, author: Person, peer: Person, thread: int, post: int
) -> None:
    hide(ruth, cohort, post)
    with world.database():
        actor = world.actor(peer, cohort)
        reader = Reader(peer.id, peer.name, "", {actor.cohort.id: actor})
        at = db.session.scalar(sa.select(PostHiding.hidden_at))
        assert at
        told = Happened(1, actor.cohort.id, MENTION, place_of(thread), post, at, True)
        assert posts_told(reader, [post]) == {}
        assert lines_of(reader, [told]) == {}


def test_a_hidden_post_is_neither_reported_nor_reached_by_its_report(
    world: World, cohort: str, ruth: Browser, author: Person, peer: Person, post: int
) -> None:
    report = f"/cohorts/{cohort}/posts/{ids.write_id(post)}/report"
    late = joined(world, cohort, "Late Reader")
    reporting = world.browser(peer)
    reporting.submit(report, "/report", reason="identifies")
    back = hide(ruth, cohort, post)
    assert "/reports/" in back  # whoever came from a report goes back to settle it
    ruth.submit(back, "/settle", outcome="hidden", answer="Thank you.")
    page = reporting.get(report)
    assert "The post is hidden." in page.text
    assert WORDS not in page.body
    assert world.browser(late).get(report).status == 404
