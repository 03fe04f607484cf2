"""Private replies: for exactly two, sent once, and without the name of who wrote without one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.data_rights import erase, export
from cohort.discussions.data_rights.erasing import REMOVED_WORDS
from cohort.discussions.models import Post, PrivateReply
from cohort.drafts.models import Draft
from cohort.kernel import clock, ids
from cohort.kernel.data_rights import DataSubject
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.notices.models import Notice
from cohort.programmes.models import Membership
from tests.client import Browser, Page
from tests.discussions.tending import address
from tests.discussions.test_nameless import Circle, circle
from tests.world import Person, World

__all__ = ["circle"]
WORDS, ANSWER = "Shall we *talk* on the phone?", "On Monday, please."
TO_HER = "Only Amira Okafor and you"
NAMELESS = "Only the person who wrote it and you; you will not learn who that is"


@pytest.fixture
def post(world: World, thread: int) -> str:
    with world.app.app_context():
        found = db.session.scalars(sa.select(Post.id).where(Post.thread_id == thread)).one()
    return ids.write_id(found)


def page_of(cohort: str, post: str) -> str:
    return f"/cohorts/{cohort}/posts/{post}/private-reply"


def write(host: Browser, cohort: str, post: str, body: str = WORDS) -> Page:
    return host.submit(page_of(cohort, post), "/private-reply", body=body)


def written(world: World) -> list[str]:
    """The permalinks of all messages, without the cohort, the oldest first."""
    with world.app.app_context():
        query = sa.select(PrivateReply.id).order_by(PrivateReply.id)
        return [f"/private-replies/{ids.write_id(one)}" for one in db.session.scalars(query)]


def answer(world: World, author: Browser, cohort: str, body: str = ANSWER) -> Page:
    at = f"/cohorts/{cohort}{written(world)[0]}"
    return author.submit(at, at, body=body)


def noticed(world: World) -> list[tuple[int, bool]]:
    """Who has a notice of a private reply, and whether it is read."""
    with world.app.app_context():
        query = sa.select(Notice).where(Notice.kind == "private_reply").order_by(Notice.id)
        return [(one.user_id, one.read_at is not None) for one in db.session.scalars(query)]


def test_a_facilitator_sees_who_reads_it_and_both_write_in_one_place(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser
) -> None:
    links = ruth.get(address(cohort, thread)).tree.xpath("//a[starts-with(., 'Reply privately')]")
    assert [link.get("href") for link in links] == [page_of(cohort, post)]
    form = ruth.get(page_of(cohort, post))
    assert f"{TO_HER}. The other facilitators do not see it" in form.text
    assert "It is recorded that you wrote" in form.text
    assert form.tree.xpath("//*[@role='toolbar']"), "the composer with its tools"
    assert form.tree.xpath("//button[@data-view='preview']")
    sent = write(ruth, cohort, post)
    assert sent.status == 303
    assert "Sent. Nobody else can read it." in ruth.follow(sent).text
    hers = world.browser(amira)
    in_thread = hers.get(address(cohort, thread))
    assert "Shall we talk on the phone?" in in_thread.text
    assert "Only Ruth Calder and you" in in_thread.text
    (link,) = in_thread.tree.xpath("//a[starts-with(., 'Answer')]")
    assert hers.get(link.get("href")).status == 200
    assert answer(world, hers, cohort).status == 303
    both = ruth.get(address(cohort, thread)).text
    assert both.index("Shall we talk on the phone?") < both.index(ANSWER)
    assert "Amira Okafor · " in both
    lines = ruth.get(page_of(cohort, post)).tree.xpath("//ol[@class='private__words']/li")
    assert len(lines) == 2


def test_nobody_else_sees_or_reaches_it(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser, sam: Browser
) -> None:
    peer = world.person("Joe Marsh")
    world.join(peer, cohort)
    administrator = world.person("Ada")
    with world.database() as session:
        mine = sa.update(User).where(User.id == administrator.id)
        session.execute(mine.values(administrator_since=clock.now()))
    write(ruth, cohort, post)
    answer(world, world.browser(amira), cohort)
    for browser in (sam, world.browser(peer), world.browser(administrator)):
        for at in (
            address(cohort, thread),
            page_of(cohort, post),
            "/notices",
            f"/cohorts/{cohort}",
        ):
            assert "on the phone" not in browser.get(at).body
            assert ANSWER not in browser.get(at).body
        for permalink in written(world):
            assert browser.get(f"/cohorts/{cohort}{permalink}").status in (403, 404)
            sent = {"csrf_token": browser.token(), "body": "Let me in"}
            assert browser.post(f"/cohorts/{cohort}{permalink}", sent).status in (403, 404)
    assert world.browser(peer).get(page_of(cohort, post)).status == 403
    for kind, role in (("search", "phone"), ("search", "Monday")):
        for browser in (ruth, sam):
            found = browser.get(f"/cohorts/{cohort}/{kind}", query_string={"q": role})
            assert f"/posts/{post}" not in found.body, "it is in no search"
    own = world.browser(amira).get(page_of(cohort, post))
    assert own.status == 403


def test_another_facilitator_has_an_exchange_of_their_own(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser, sam: Browser
) -> None:
    write(ruth, cohort, post, "From Ruth alone")
    write(sam, cohort, post, "From Sam alone")
    assert "From Sam alone" not in ruth.get(address(cohort, thread)).text
    hers = world.browser(amira).get(address(cohort, thread))
    assert "Only Ruth Calder and you" in hers.text
    assert "Only Sam Idris and you" in hers.text
    mine = world.browser(amira).get(f"/cohorts/{cohort}{written(world)[0]}").text
    assert "From Ruth alone" in mine
    assert "From Sam alone" not in mine


def test_a_double_press_sends_once_and_other_words_are_sent_too(
    world: World, cohort: str, amira: Person, post: str, ruth: Browser
) -> None:
    form = ruth.get(page_of(cohort, post))
    for body in (WORDS, WORDS, "Other words", WORDS):
        assert ruth.send(form, "/private-reply", body=body).status == 303
    assert world.count(PrivateReply) == 2
    assert [who for who, _ in noticed(world)] == [amira.id, amira.id]
    hers = world.browser(amira)
    at = f"/cohorts/{cohort}{written(world)[0]}"
    back = hers.get(at)
    for _ in range(2):
        hers.send(back, at, body=ANSWER)
    assert world.count(PrivateReply) == 3


def test_an_expired_sign_in_and_an_empty_box_lose_nothing(
    world: World, cohort: str, amira: Person, post: str, ruth: Browser
) -> None:
    form = ruth.get(page_of(cohort, post))
    refused = ruth.send(form, "/private-reply", body="  ")
    assert refused.status == 422
    assert "Write something first" in refused.errors()
    kept = Browser(world.app)
    fields = {**form.form("/private-reply"), "body": "Words that stay"}
    target = fields.pop("__action__")
    away = kept.post(target, fields)
    assert away.status == 401
    assert "Words that stay" in away.text or "kept" in away.text.lower()
    assert world.count(PrivateReply) == 0


def test_a_draft_is_kept_and_goes_when_it_is_sent(
    world: World, cohort: str, amira: Person, post: str, ruth: Browser
) -> None:
    form = ruth.get(page_of(cohort, post))
    (button,) = form.tree.xpath("//button[@name='keep']")
    fields = {**form.form("/private-reply"), "body": "Half a thought", "keep": "1"}
    fields.pop("__action__")
    assert ruth.post(button.get("formaction"), fields).status == 303
    assert "a private reply about a post in “Respite”" in ruth.get(f"/cohorts/{cohort}").text
    offered = ruth.get(page_of(cohort, post))
    assert "Half a thought" in offered.text
    assert "Half a thought" not in world.browser(amira).get(f"/cohorts/{cohort}").text
    on = offered.links()["Go on with the draft"]
    ruth.send(ruth.get(on), "/private-reply", body="A whole thought")
    with world.app.app_context():
        left = sa.select(Draft).where(Draft.finished_at.is_(None), Draft.has_words)
        assert db.session.scalars(left).all() == []


def test_one_notice_and_one_mail_which_reading_cancels(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser
) -> None:
    hers = world.browser(amira)
    with time_machine.travel(clock.now(), tick=False) as now:
        write(ruth, cohort, post)
        page = hers.get("/notices")
        assert "Ruth Calder wrote to you privately" in page.text
        link = page.links()["Ruth Calder wrote to you privately"]
        assert link.startswith(f"/cohorts/{cohort}{written(world)[0]}#private-")
        now.shift(dt.timedelta(minutes=11))
        with world.database():
            send_at_once()
            send_at_once()
        (mail,) = mails(world, amira)
        assert mail.subject == "Privately: Respite"
        assert mail.text.startswith("Shall we *talk* on the phone?")
        assert "Ruth Calder wrote this to you privately, about a post in “Respite”" in mail.text
        assert "The first words." in mail.text
        assert link.partition("#")[0] in mail.text
        assert "You get this because it is written to you, in Spring cohort." in mail.text
        assert mail.unsubscribe_url in mail.text
        assert mail.reply_to == ""
        now.shift(dt.timedelta(days=2))
        with world.database():
            send_digests()
        assert len(mails(world, amira)) == 1, "one event is one mail"
        opened = hers.get(address(cohort, thread))
        opened.response.close()
        assert noticed(world) == [(amira.id, True)], "reading it clears its notice"
        answer(world, hers, cohort)
        read = ruth.get(page_of(cohort, post))
        read.response.close()
        now.shift(dt.timedelta(minutes=11))
        with world.database():
            send_at_once()
            query = sa.select(OutboxMessage.kind)
            assert list(db.session.scalars(query)).count("discussions/private_reply") == 1


def mails(world: World, person: Person) -> list[OutboxMessage]:
    with world.app.app_context():
        query = sa.select(OutboxMessage).where(OutboxMessage.user_id == person.id)
        found = list(db.session.scalars(query))
        db.session.expunge_all()
        return found


def test_it_is_recorded_without_its_words_and_whose_post_it_was(
    world: World, cohort: str, amira: Person, post: str, ruth: Browser
) -> None:
    write(ruth, cohort, post)
    answer(world, world.browser(amira), cohort)
    with world.app.app_context():
        (entry,) = [
            one
            for one in db.session.scalars(sa.select(HistoryEntry))
            if one.action == "post:reply-privately"
        ]
    assert entry.person_id is None
    assert entry.reason is None
    assert not entry.details


@pytest.mark.parametrize("state", ["removed", "hidden"])
def test_what_was_written_stays_for_both_when_the_post_is_out_of_sight(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser, state: str
) -> None:
    hers = world.browser(amira)
    write(ruth, cohort, post)
    if state == "removed":
        hers.submit(address(cohort, thread, f"posts/{post}/remove"), "/remove")
    else:
        ruth.submit(f"/cohorts/{cohort}/posts/{post}/hide", "/hide", reason="It names a resident.")
    assert "on the phone" in hers.get(address(cohort, thread)).text
    assert answer(world, hers, cohort).status == 303
    assert ANSWER in ruth.get(address(cohort, thread)).text
    assert write(ruth, cohort, post, "Thank you").status == 303


def test_nobody_begins_about_a_removed_post_or_their_own(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser, sam: Browser
) -> None:
    world.browser(amira).submit(address(cohort, thread, f"posts/{post}/remove"), "/remove")
    assert ruth.get(page_of(cohort, post)).status == 404
    form = ruth.get(address(cohort, thread))
    posted = ruth.send(form, "/posts", body="A facilitator’s own")
    own = posted.location.rpartition("#post-")[2]
    assert ruth.get(page_of(cohort, own)).status == 404
    assert sam.get(page_of(cohort, own)).status == 200


def leave(world: World, name: str) -> None:
    with world.database() as session:
        whose = sa.select(User.id).where(User.name == name).scalar_subquery()
        gone = sa.update(Membership).where(Membership.user_id == whose)
        session.execute(gone.values(left_at=clock.now()))


def test_who_has_left_is_not_written_to_and_the_words_stay_in_the_box(
    world: World, cohort: str, amira: Person, post: str, ruth: Browser
) -> None:
    write(ruth, cohort, post)
    hers = world.browser(amira)
    form = hers.get(f"/cohorts/{cohort}{written(world)[0]}")
    leave(world, "Ruth Calder")
    refused = hers.send(form, written(world)[0], body="Kept words")
    assert refused.status == 422
    assert "Ruth Calder is no longer here to read it" in refused.text
    assert "Kept words" in refused.text
    assert "on the phone" in hers.get(f"/cohorts/{cohort}{written(world)[0]}").text
    assert world.count(PrivateReply) == 1


def test_an_author_with_a_name_who_left_gets_nothing_new(
    world: World, cohort: str, amira: Person, post: str, ruth: Browser
) -> None:
    write(ruth, cohort, post)
    leave(world, "Amira Okafor")
    page = ruth.get(page_of(cohort, post))
    assert "Amira Okafor is no longer here, and would not read it." in page.text
    assert not page.tree.xpath("//textarea")


def test_each_takes_their_own_words_away_and_they_go_when_asked(
    world: World, cohort: str, amira: Person, thread: int, post: str, ruth: Browser
) -> None:
    write(ruth, cohort, post)
    answer(world, world.browser(amira), cohort)
    with world.app.app_context():
        host = db.session.scalars(sa.select(User.id).where(User.name == "Ruth Calder")).one()
    assert taken(world, amira.id) == [ANSWER]
    assert taken(world, host) == [WORDS]
    with world.database():
        erase(DataSubject(amira.id, amira.email), remove_posts=False)
        assert bodies() == [WORDS, ANSWER]
        erase(DataSubject(amira.id, amira.email), remove_posts=True)
        assert bodies() == [WORDS, REMOVED_WORDS]
        erase(DataSubject(host, "ruth.calder@example.org"), remove_posts=True)
        assert bodies() == [REMOVED_WORDS, REMOVED_WORDS]


def bodies() -> list[str]:
    return list(db.session.scalars(sa.select(PrivateReply.body).order_by(PrivateReply.id)))


def taken(world: World, user_id: int) -> list[Any]:
    with world.app.app_context():
        (section,) = [
            one for one in export(DataSubject(user_id, "")) if one.name == "private_replies"
        ]
        return [item.facts["text"] for item in section.items()]


def test_of_a_post_without_a_name_the_facilitator_learns_nothing(circle: Circle) -> None:
    world, cohort = circle.world, circle.cohort
    author, host = world.browser(circle.author), world.browser(circle.hosts[0])
    post = circle.open(author)
    form = host.get(page_of(cohort, post))
    assert NAMELESS in form.text
    with time_machine.travel(clock.now(), tick=False) as now:
        write(host, cohort, post)
        mine = author.get(f"/cohorts/{cohort}{written(world)[0]}")
        assert "Ruth Calder does not learn who you are" in mine.text
        answer(world, author, cohort)
        pages = [host.get(page_of(cohort, post)), host.get("/notices"), host.get(circle.at)]
        assert "The member who wrote this post answered you privately" in pages[1].text
        now.shift(dt.timedelta(minutes=11))
        with world.database():
            send_at_once()
        (mail,) = mails(world, circle.hosts[0])
        assert mail.text.startswith(ANSWER)
        assert "The member who wrote this post wrote this to you privately" in mail.text
    seen = [page.body for page in pages]
    for text in (
        *seen,
        mail.text,
        mail.html,
        mail.subject,
        *map(str, taken(world, host_id(circle))),
    ):
        assert "Thornquist" not in text
        assert ids.write_id(circle.author.id) not in text
        assert str(circle.author.id) not in text
    leave(world, circle.author.name)
    after = host.get(page_of(cohort, post))
    assert after.tree.xpath("//textarea"), "that somebody left would tell who wrote it"
    assert write(host, cohort, post, "Are you still there?").status == 303


def host_id(circle: Circle) -> int:
    return circle.hosts[0].id


def test_administrators_do_not_find_its_mail_in_the_list(circle: Circle) -> None:
    world = circle.world
    post = circle.open(world.browser(circle.author))
    with time_machine.travel(clock.now(), tick=False) as now:
        write(world.browser(circle.hosts[0]), circle.cohort, post)
        now.shift(dt.timedelta(minutes=11))
        with world.database() as session:
            send_at_once()
            mine = sa.update(User).where(User.id == circle.hosts[1].id)
            session.execute(mine.values(administrator_since=clock.now()))
        assert len(mails(world, circle.author)) == 1
        listed = world.browser(circle.hosts[1]).get("/admin/mail")
    assert listed.status == 200
    assert circle.author.email not in listed.text
