"""Posting without one's name: when it is offered, what stands there, and who asks for the name."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.data_rights import export
from cohort.discussions.models import Post, Thread, ThreadLock, Unmasking
from cohort.kernel import clock, ids
from cohort.kernel.data_rights import DataSubject
from cohort.mail.models import OutboxMessage
from cohort.notices.models import Notice
from cohort.programmes.models import Membership
from tests.client import Browser
from tests.world import Person, World

HIDDEN = "A member of this cohort"
REASON = "Somebody may be in danger: I must call them."


class Circle:
    """A cohort of five participants who were here today, and two facilitators."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cohort = world.cohort(world.programme())
        self.at = f"/cohorts/{self.cohort}/threads"
        names = ("Zuleika Thornquist", "Ben", "Cora", "Dev", "Esi")
        self.members = [world.person(name) for name in names]
        for person in self.members:
            world.join(person, self.cohort)
        self.hosts = [world.person(name) for name in ("Ruth Calder", "Omar Hale")]
        for person in self.hosts:
            world.join(person, self.cohort, Role.FACILITATOR)
        self.seen(clock.now().date())

    def seen(self, day: dt.date, *people: Person) -> None:
        some = [person.id for person in people or self.members]
        with self.world.database() as session:
            session.execute(sa.update(User).where(User.id.in_(some)).values(last_seen_on=day))

    @property
    def author(self) -> Person:
        return self.members[0]

    def open(self, browser: Browser, **more: str) -> str:
        """A thread without a name; returns the written id of its post."""
        words = {"title": "A hard week", "body": "I do not know how to say this", **more}
        page = browser.submit(f"{self.at}/new", "/threads", **words, without_name="y")
        assert page.status == 303, page.text
        return page.location.rpartition("#post-")[2]


@pytest.fixture
def circle(kept) -> Circle:  # type: ignore[no-untyped-def]
    made: Circle = kept(Circle)
    return made


def test_before_one_writes_it_says_who_can_find_out_and_how(circle: Circle) -> None:
    text = circle.world.browser(circle.author).get(f"{circle.at}/new").text
    for words in (
        f"Others in the cohort see “{HIDDEN}”",
        "must give a reason. That is recorded, and you are told at once who asked and why",
        "Whoever runs the server could technically find out, and the law can compel them to",
        "What you write about, and how, may give you away",
        "A reply that you send by mail is always posted with your name",
    ):
        assert words in " ".join(text.split())
    assert text.index("Who can find out") < text.index("Post this without my name")


def test_the_writer_sees_the_mark_and_the_others_no_name(circle: Circle) -> None:
    mine = circle.world.browser(circle.author)
    circle.open(mine)
    with circle.world.database() as session:
        thread = session.scalars(sa.select(Thread)).one()
        assert thread.is_nameless
        address = f"{circle.at}/{ids.write_id(thread.id)}"
    own = mine.get(address).text
    assert "Zuleika Thornquist (you, without your name)" in own
    assert "Others see: A member of this cohort" in own
    assert "Started by you, without your name" in mine.get(circle.at).text
    for person in (circle.members[1], *circle.hosts):
        browser = circle.world.browser(person)
        for page in (address, circle.at, f"/cohorts/{circle.cohort}"):
            assert HIDDEN in browser.get(page).text
            assert "Thornquist" not in browser.get(page).body
            assert ids.write_id(circle.author.id) not in browser.get(page).body
            assert str(circle.author.id) not in browser.get(page).body


@pytest.mark.parametrize("way", ["away", "closed", "left", "facilitator"])
def test_fewer_than_five_active_participants_are_not_offered_it_and_told_why(
    circle: Circle, way: str
) -> None:
    mine = circle.world.browser(circle.author)
    form = mine.get(f"{circle.at}/new")
    assert "Post this without my name" in form.text
    somebody = circle.members[4]
    where = Membership.user_id == somebody.id
    with circle.world.database() as session:
        if way == "away":
            circle.seen(clock.now().date() - dt.timedelta(days=61), somebody)
        elif way == "closed":
            closed = sa.update(User).where(User.id == somebody.id)
            session.execute(closed.values(deactivated_at=clock.now()))
        else:
            values = {"left_at": clock.now()} if way == "left" else {"role": "facilitator"}
            session.execute(sa.update(Membership).where(where).values(**values))
    page = mine.get(f"{circle.at}/new")
    assert "Post this without my name" not in page.text
    assert "fewer than five participants were here" in page.text
    sent = {"title": "Too late", "body": "Words that stay", "without_name": "y"}
    refused = mine.send(form, "/threads", **sent)
    assert refused.status == 422
    assert "Not posted. Your words are below" in refused.text
    assert "Words that stay" in refused.body
    assert circle.world.count(Post) == 0


def test_facilitators_are_not_offered_it_and_cannot_send_it(circle: Circle) -> None:
    host = circle.world.browser(circle.hosts[0])
    form = host.get(f"{circle.at}/new")
    assert "without your name" not in form.text
    assert "fewer than five" not in form.text
    sent = {"title": "As a host", "body": "Words", "without_name": "y"}
    assert host.send(form, "/threads", **sent).status == 422
    assert circle.world.count(Post) == 0


def test_ending_it_is_recorded_and_changes_nothing_for_old_posts(circle: Circle) -> None:
    mine, host = circle.world.browser(circle.author), circle.world.browser(circle.hosts[0])
    circle.open(mine)
    assert host.submit(f"{circle.at}/without-names", "/without-names").status == 303
    assert "is ended in this cohort" in mine.get(f"{circle.at}/new").text
    assert HIDDEN in host.get(circle.at).text
    assert "Thornquist" not in host.get(circle.at).body
    # Pressed again in another tab, it is ended once.
    token = host.token()
    host.post(f"{circle.at}/without-names", {"allowed": "no", "csrf_token": token})
    with circle.world.database() as session:
        acts = session.scalars(sa.select(HistoryEntry.action)).all()
    assert acts.count("cohort:end-nameless") == 1
    host.submit(f"{circle.at}/without-names", "/without-names")
    assert "Post this without my name" in mine.get(f"{circle.at}/new").text


def test_a_facilitator_who_says_why_learns_the_name_and_the_author_is_told(
    circle: Circle,
) -> None:
    mine = circle.world.browser(circle.author)
    post = circle.open(mine)
    ruth, omar = map(circle.world.browser, circle.hosts)
    page = f"{circle.at}/without-names/{post}"
    form = ruth.get(page)
    assert "It cannot be undone" in form.text
    assert "Thornquist" not in form.body
    short = ruth.send(form, f"/without-names/{post}", reason="Because")
    assert short.status == 422
    assert "must be 10 characters or more" in short.text
    for _ in range(2):  # pressed twice
        assert ruth.send(form, f"/without-names/{post}", reason=REASON).status == 303
    answer = ruth.get(page)
    assert "Zuleika Thornquist wrote it" in answer.text
    assert REASON in answer.text
    # Nobody else, not even another facilitator, and nowhere else.
    assert "Thornquist" not in omar.get(page).body
    for browser in (ruth, omar, circle.world.browser(circle.members[1])):
        assert "Thornquist" not in browser.get(circle.at).body
    with circle.world.database() as session:
        entry = session.scalars(
            sa.select(HistoryEntry).where(HistoryEntry.action == "post:unmask")
        ).one()
        assert (entry.actor_id, entry.reason) == (circle.hosts[0].id, REASON)
        assert entry.person_id is None
        assert str(circle.author.id) not in str(entry.details)
        assert len(session.scalars(sa.select(Unmasking)).all()) == 1
        mail = session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.kind == "discussions/unmasked")
        ).one()
        assert mail.to_address == circle.author.email
        assert REASON in mail.text
        assert "Ruth Calder now knows" in mail.subject
        notice = session.scalars(sa.select(Notice).where(Notice.kind == "unmasked")).one()
        assert notice.user_id == circle.author.id
    assert "Ruth Calder now knows that you wrote a post" in mine.get("/notices").text


def test_the_notice_that_somebody_asked_is_read_by_following_it(circle: Circle) -> None:
    mine = circle.world.browser(circle.author)
    post = circle.open(mine)
    host = circle.world.browser(circle.hosts[0])
    host.submit(f"{circle.at}/without-names/{post}", f"/without-names/{post}", reason=REASON)

    def is_read() -> bool:
        with circle.world.database() as session:
            notice = session.scalars(sa.select(Notice).where(Notice.kind == "unmasked")).one()
            return notice.read_at is not None

    (link,) = mine.get("/notices").tree.xpath(f"//a[contains(@href, '?post={post}')]/@href")
    mine.get(link.partition("?")[0]).response.close()
    assert not is_read(), "the thread's page does not say who asked"
    circle.world.browser(circle.members[1]).get(link).response.close()
    assert not is_read()
    mine.get(link).response.close()
    assert is_read()


def test_only_facilitators_ask_and_only_of_posts_without_a_name(circle: Circle) -> None:
    mine = circle.world.browser(circle.author)
    post = circle.open(mine)
    peer = circle.world.browser(circle.members[1])
    for browser in (mine, peer):
        assert browser.get(f"{circle.at}/without-names/{post}").status == 403
    thread = circle.world.thread(circle.members[1], circle.cohort)
    with circle.world.database() as session:
        named = session.scalars(sa.select(Post.id).where(Post.thread_id == thread)).one()
    host = circle.world.browser(circle.hosts[0])
    assert host.get(f"{circle.at}/without-names/{ids.write_id(named)}").status == 404


def test_ones_own_download_says_which_posts_were_without_the_name_and_who_asked(
    circle: Circle,
) -> None:
    post = circle.open(circle.world.browser(circle.author))
    host = circle.world.browser(circle.hosts[0])
    host.submit(f"{circle.at}/without-names/{post}", f"/without-names/{post}", reason=REASON)
    with circle.world.database():
        mine = {
            section.name: [item.facts for item in section.items()]
            for section in export(DataSubject(circle.author.id, circle.author.email))
        }
        theirs = [
            str(item.facts)
            for section in export(DataSubject(circle.hosts[0].id, circle.hosts[0].email))
            for item in section.items()
        ]
    assert mine["posts"][0]["without_your_name"] is True
    assert mine["threads"][0]["without_your_name"] is True
    assert mine["names_asked_for"][0]["by"] == "Ruth Calder"
    assert any(REASON in item for item in theirs)
    assert not any("Thornquist" in item for item in theirs)


def test_a_thread_closed_meanwhile_keeps_the_choice_with_the_words(circle: Circle) -> None:
    thread = circle.world.thread(circle.members[1], circle.cohort)
    mine = circle.world.browser(circle.author)
    form = mine.get(f"{circle.at}/{ids.write_id(thread)}")
    with circle.world.database():
        db.session.add(ThreadLock(thread_id=thread, locked_by=circle.hosts[0].id))
    offered = mine.send(form, "/posts", body="Words without a name", without_name="y")
    assert offered.status == 409
    assert offered.tree.xpath("//input[@name='without_name'][@checked]")
    assert mine.send(offered, "/threads").status == 303
    with circle.world.database() as session:
        body = sa.select(Post.is_nameless).where(Post.body == "Words without a name")
        assert session.scalars(body).one()
