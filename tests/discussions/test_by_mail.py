"""Answering a thread by mail: who may, what is posted, and what the author is told."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from cohort.access.actor import Role
from cohort.app import create_app
from cohort.db import db
from cohort.discussions.actions import posting
from cohort.discussions.by_mail import reply_address
from cohort.discussions.models import (
    MailedPost,
    Post,
    PostRemoval,
    PostRevision,
    ReplyAddress,
    Thread,
    ThreadKind,
    ThreadLock,
    ThreadPace,
)
from cohort.kernel import clock, ids
from cohort.mail import jobs, mailbox, outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.incoming import dispatch
from cohort.mail.models import IncomingMail, OutboxMessage
from cohort.mail.wire import Sender
from cohort.operations.doctor import elsewhere
from cohort.programmes.models import Membership
from cohort.web import logs
from tests.client import Browser
from tests.conftest import config_for
from tests.discussions.mail_samples import SAMPLES
from tests.mail.servers import imap_server, smtp_server
from tests.world import PASSWORD, Person, World

SECRET = "a secret of at least thirty-two characters"
QUOTE = "\n\nOn Wed, 5 Mar 2025 at 09:58, The programme <no-reply@x.org> wrote:\n\n> {}\n"


@pytest.fixture
def site(app: Flask, database_url: str, workplace: Path) -> Iterator[Flask]:
    """The same site with replies by mail."""
    options = {"reply_address": "replies@learn.example.org", "reply_secret": SECRET}
    another = create_app(config_for(database_url, workplace, **options))
    yield another
    with another.app_context():
        db.session.remove()
        db.engine.dispose()


class Talk:
    """A thread of Tom's in a cohort with Priya."""

    def __init__(self, world: World, site: Flask) -> None:
        self.world, self.site = world, site
        self.cohort = world.cohort(world.programme())
        self.tom = self.member("Tom Price", "tom@council.example")
        self.priya = self.member("Priya Sharma", "priya@council.example")
        self.thread = world.thread(self.tom, self.cohort, "Who decides?", "How did you do it?")

    def member(self, name: str, email: str) -> Person:
        person = self.world.person(name, email=email)
        self.world.join(person, self.cohort)
        return person

    def address(self, person: Person | None = None) -> str:
        with self.site.app_context():
            made = reply_address((person or self.priya).id, self.thread, self.thread)
            db.session.commit()
            return made

    def take(self, mail: EmailMessage | bytes) -> str:
        with self.site.app_context():
            return dispatch.take(mail if isinstance(mail, bytes) else mail.as_bytes())

    def bodies(self) -> list[str]:
        """All posts but the first."""
        with self.site.app_context():
            return list(db.session.scalars(sa.select(Post.body).order_by(Post.id)))[1:]

    def told(self) -> list[tuple[str, str]]:
        """(to whom, text) of all mail."""
        with self.site.app_context():
            rows = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
            return [(row.to_address, row.text) for row in rows]


@pytest.fixture
def talk(world: World, site: Flask) -> Talk:
    return Talk(world, site)


def mail(to: str, text: str = "By patience.", number: int = 1, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "Priya Sharma <Priya@Council.example>")
    message["To"] = to
    message["Message-ID"] = headers.pop("Message_ID", f"<{number}@mail.council.example>")
    message["Subject"] = headers.pop("Subject", "Re: Who decides?")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_a_reply_is_posted_as_its_author_once(talk: Talk) -> None:
    answer = mail(talk.address(), "By patience." + QUOTE.format("How did you do it?"))
    assert talk.take(answer) == "posted"
    assert talk.take(answer) == dispatch.KNOWN
    with talk.site.app_context():  # the record is lost: the key of the post still holds
        db.session.execute(sa.delete(IncomingMail))
        db.session.commit()
    assert talk.take(answer) == "posted before"
    assert talk.bodies() == ["By patience."]
    with talk.site.app_context():
        post = db.session.scalars(sa.select(Post).order_by(Post.id.desc())).first()
        assert post
        assert post.author_id == talk.priya.id
        assert db.session.scalar(sa.select(MailedPost.post_id)) == post.id
    assert talk.told() == []


def test_everybody_sees_that_a_post_came_by_mail_but_never_of_a_nameless_one(
    talk: Talk, world: World
) -> None:
    assert talk.take(mail(talk.address())) == "posted"
    address = f"/cohorts/{talk.cohort}/threads/{ids.write_id(talk.thread)}"
    marked = "//li[contains(@class, 'post')][.//p[@class='post__meta'][text()='By mail']]"
    reader = world.browser(talk.tom)
    (post,) = reader.get(address).tree.xpath(marked)
    assert "By patience." in post.text_content()
    with talk.site.app_context():
        db.session.execute(
            sa.update(Post).where(Post.body == "By patience.").values(is_nameless=True)
        )
        db.session.commit()
    page = reader.get(address)
    assert "By patience." in page.text
    assert page.tree.xpath(marked) == []


def test_off_unless_configured(talk: Talk, app: Flask) -> None:
    answer = mail(talk.address())
    with app.app_context():
        assert reply_address(talk.priya.id, talk.thread, 1) == ""
        assert dispatch.take(answer.as_bytes()) == dispatch.NOBODYS
    assert app.test_client().post("/mail/incoming", data=answer.as_bytes()).status_code == 404
    assert talk.bodies() == []


def test_an_answer_to_from_is_known_by_our_message_id(talk: Talk) -> None:
    with talk.site.app_context():
        to = reply_address(talk.priya.id, talk.thread, talk.thread)
        row = outbox.post(
            outbox.Message(
                "test", "priya@council.example", "Priya", "S", "T", "H",
                user_id=talk.priya.id, reply_to=to,
            )
        )  # fmt: skip
        db.session.commit()
        ours = row.message_id
    other = mail("no-reply@example.org", "Not this.", 1, In_Reply_To="<unknown@example.org>")
    assert talk.take(other) == dispatch.NOBODYS
    answer = mail("no-reply@example.org", "This.", 2, References=f"<a@b.c> {ours} <d@e.f>")
    assert talk.take(answer) == "posted"
    assert talk.bodies() == ["This."]


@pytest.mark.parametrize(
    "sender",
    [
        "Tom Price <tom@council.example>",
        "priya@council.example.evil.example",
        '"priya@council.example" <evil@evil.example>',
        "priya@council.example, tom@council.example",
        "",
    ],
)
def test_a_forged_sender_posts_nothing_and_learns_nothing(talk: Talk, sender: str) -> None:
    assert talk.take(mail(talk.address(), From=sender)) == "another sender"
    assert talk.bodies() == []
    ((to, text),) = talk.told()
    assert to == "priya@council.example"
    assert "By patience" not in text
    assert "send it again from priya@council.example" in text
    talk.take(mail(talk.address(), number=2, From=sender))
    assert len(talk.told()) == 1  # once a day


def test_a_sender_whom_our_server_disbelieves_posts_nothing(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.install(json=False)  # another test may have asked for production's form
    checks = "mx.example.org; spf=pass smtp.mailfrom=evil.example; dmarc=fail header.from=x"
    assert talk.take(mail(talk.address(), Authentication_Results=checks)) == "not believed"
    assert (talk.bodies(), talk.told()) == ([], [])
    assert re.search(r"reply_by_mail\.ignored .*why=", capsys.readouterr().err)


@pytest.mark.parametrize("sender", ["PRIYA@council.example", "priya+learn@council.example"])
def test_case_and_what_stands_behind_a_plus_do_not_matter(talk: Talk, sender: str) -> None:
    assert talk.take(mail(talk.address().upper(), From=f"P <{sender}>")) == "posted"


def test_a_wrong_token_is_nobodys(talk: Talk) -> None:
    local, _, domain = talk.address().partition("@")
    before, _, token = local.partition("+")
    wrong = f"{before}+{token[:20]}{token[20:][::-1]}@{domain}"
    assert talk.take(mail(wrong)) == "unknown token"
    assert (talk.bodies(), talk.told()) == ([], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
        {"List_Id": "<x.example.org>"},
        {"Subject": "Automatic reply: Who decides?"},
        {"From": "MAILER-DAEMON@council.example"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_programs_are_not_answered(talk: Talk, headers: dict[str, str]) -> None:
    assert talk.take(mail(talk.address(), **headers)) == "automatic"
    assert (talk.bodies(), talk.told()) == ([], [])


def test_a_thread_closed_meanwhile_sends_the_words_back_whole(talk: Talk) -> None:
    address = talk.address()
    with talk.site.app_context():
        db.session.add(ThreadLock(thread_id=talk.thread))
        db.session.commit()
    text = "First *this*.\n\n- and that\n- £5 <b>"
    assert talk.take(mail(address, text)) == "not posted: closed"
    ((to, told),) = talk.told()
    assert to == "priya@council.example"
    assert "closed to new posts meanwhile" in told
    for line in ("First *this*.", "- and that", "- £5 <b>"):
        assert line in told


def test_a_thread_closed_in_the_same_moment_sends_them_back_too(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = posting._next_id

    def closed(thread_id: int) -> int:
        db.session.add(ThreadLock(thread_id=thread_id))
        db.session.flush()
        return whole(thread_id)

    monkeypatch.setattr(posting, "_next_id", closed)
    assert talk.take(mail(talk.address(), "First *this*.")) == "not posted: closed"
    assert "First *this*." in talk.told()[0][1]
    assert talk.bodies() == []


def test_a_reply_to_a_noticeboard_is_refused_kindly_but_not_a_facilitators(talk: Talk) -> None:
    ruth = talk.world.person("Ruth Calder", email="ruth@council.example")
    talk.world.join(ruth, talk.cohort, Role.FACILITATOR)
    priyas, ruths = talk.address(), talk.address(ruth)
    with talk.site.app_context():
        db.session.get_one(Thread, talk.thread).kind = ThreadKind.NOTICEBOARD
        db.session.commit()
    assert talk.take(mail(priyas, "Me *too*.")) == "not posted: closed"
    ((to, told),) = talk.told()
    assert to == "priya@council.example"
    assert "only facilitators write in it" in " ".join(told.split())
    assert "Me *too*." in told
    assert talk.take(mail(ruths, "The room is B.", 2, From="ruth@council.example")) == "posted"
    assert talk.bodies() == ["The room is B."]


def test_somebody_who_left_is_told(talk: Talk) -> None:
    address = talk.address()
    with talk.site.app_context():
        db.session.execute(
            sa.update(Membership)
            .where(Membership.user_id == talk.priya.id)
            .values(left_at=clock.now())
        )
        db.session.commit()
    assert talk.take(mail(address)) == "not posted: left"
    assert "By patience." in talk.told()[0][1]
    assert talk.bodies() == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (QUOTE.format("How did you do it?"), "not posted: empty"),
        ("word " * 5_000, "not posted: long"),
    ],
)
def test_nothing_left_and_too_much_are_told(talk: Talk, text: str, outcome: str) -> None:
    assert talk.take(mail(talk.address(), text)) == outcome
    assert talk.bodies() == []
    assert len(talk.told()) == 1


def test_an_address_expires_and_the_next_mail_renews_it(talk: Talk) -> None:
    old = talk.address()
    with time_machine.travel(clock.now() + dt.timedelta(days=31), tick=False):
        assert talk.take(mail(old)) == "not posted: expired"
        new = talk.address()
        assert new != old
        assert talk.take(mail(new, number=2)) == "posted"
        assert talk.take(mail(old, number=3)) == "unknown token"


def test_each_person_and_thread_has_an_address_of_its_own(talk: Talk) -> None:
    assert talk.address() == talk.address()
    assert talk.address() != talk.address(talk.tom)
    assert len(talk.address().partition("@")[0]) <= 64
    with talk.site.app_context():
        token = talk.address().partition("+")[2].partition("@")[0]
        for row in db.session.execute(sa.select(ReplyAddress.__table__)):
            assert token not in str(row)


def test_files_are_refused_kindly_and_the_words_are_posted(talk: Talk) -> None:
    message = mail(talk.address(), "See the file.")
    message.add_attachment(b"x" * 99, maintype="application", subtype="pdf", filename="terms.pdf")
    assert talk.take(message) == "posted"
    assert talk.bodies() == ["See the file."]
    ((to, text),) = talk.told()
    assert to == "priya@council.example"
    assert "- terms.pdf" in text


def test_a_logo_in_a_signature_is_no_file(talk: Talk) -> None:
    message = mail(talk.address(), "x")
    html = (
        'Words.<div class="gmail_signature">P <img src="cid:logo@x"></div><img src="cid:small@x">'
    )
    message.add_alternative(html, subtype="html")
    part = message.get_payload()[1]  # type: ignore[index]
    for name, size in (("logo@x", 90_000), ("small@x", 900)):
        part.add_related(b"0" * size, "image", "png", cid=f"<{name}>", filename="image001.png")  # type: ignore[union-attr]
    assert talk.take(message) == "posted"
    assert (talk.bodies(), talk.told()) == (["Words."], [])


def test_somebody_who_sends_too_many_gets_the_words_back(talk: Talk) -> None:
    address = talk.address()
    outcomes = [talk.take(mail(address, f"Post {n}.", n)) for n in range(35)]
    assert outcomes[:20] == ["posted"] * 20
    assert set(outcomes[20:]) == {"not posted: many"}
    assert len(talk.told()) == 10  # a program may be answering: no more than that in an hour
    assert "Post 20." in talk.told()[0][1]


def test_what_was_left_out_is_its_authors_alone_and_can_be_put_back(talk: Talk) -> None:
    answer = mail(talk.address(), "By patience." + QUOTE.format("How did you do it?"))
    talk.take(answer)
    with talk.site.app_context():
        post_id = ids.write_id(db.session.scalars(sa.select(MailedPost.post_id)).one())
    thread = f"/cohorts/{talk.cohort}/threads/{ids.write_id(talk.thread)}"
    priya, tom = Browser(talk.site), Browser(talk.site)
    priya.sign_in(talk.priya.email, PASSWORD)
    tom.sign_in(talk.tom.email, PASSWORD)
    page = priya.get(thread)
    assert "We left out 2 lines" in page.text
    shown = priya.get(f"{thread}/by-mail/{post_id}").text
    assert "> How did you do it?" in shown
    assert "We left out" not in tom.get(thread).text
    assert tom.get(f"{thread}/by-mail/{post_id}").status == 404
    token = {"csrf_token": tom.token()}
    assert tom.post(f"{thread}/by-mail/{post_id}/put-back", token).status == 404
    assert priya.send(page, f"{thread}/by-mail/{post_id}/put-back").status == 303
    assert talk.bodies()[0].endswith("> How did you do it?")
    assert "We left out" not in priya.get(thread).text


def test_by_webhook_in_each_providers_shape(talk: Talk) -> None:
    client, headers = talk.site.test_client(), {"X-Reply-Secret": SECRET}
    raw = [mail(talk.address(), f"Way {n}.", n).as_bytes() for n in range(5)]
    in_base64 = base64.b64encode(raw[3]).decode()
    for body in (
        {"data": raw[0], "content_type": "message/rfc822"},
        {"data": {"email": raw[1].decode()}},
        {"json": {"RawEmail": raw[2].decode()}},
        {"json": {"Type": "Notification", "Message": json.dumps({"content": in_base64})}},
    ):
        answer = client.post("/mail/incoming", headers=headers, **body)  # type: ignore[arg-type]
        assert answer.json == {"outcome": "posted"}
    assert client.post("/mail/incoming", data=raw[4]).status_code == 403
    assert client.post("/mail/incoming", headers=headers, json={}).status_code == 400
    assert talk.bodies() == [f"Way {n}." for n in range(4)]


def test_a_mail_of_20_mb_is_not_even_fetched(talk: Talk) -> None:
    big = mail(talk.address(), "x").as_bytes().replace(b"\n", b"\r\n") + b"y" * 21 * 1024 * 1024
    with imap_server([big]) as imap, talk.site.app_context():
        assert mailbox.read_mailbox(imap.url) == {"not posted: big": 1}
        assert (imap.fetched, imap.seen) == (set(), {1})
    assert "larger than 20 MB" in talk.told()[0][1]
    with talk.site.app_context():
        assert dispatch.take(big.replace(b"<1@", b"<2@")) == "not posted: big"


def test_killed_before_the_mailbox_is_told_a_mail_is_posted_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = mail(talk.address()).as_bytes()
    with imap_server([raw]) as imap, talk.site.app_context():
        assert dispatch.take(raw) == "posted"  # and here the process was killed
        assert mailbox.read_mailbox(imap.url) == {dispatch.KNOWN: 1}
        assert imap.seen == {1}
    assert talk.bodies() == ["By patience."]


def test_two_workers_with_the_same_mail_post_it_once(talk: Talk) -> None:
    answer = mail(talk.address())
    outcomes: list[str] = []
    workers = [
        threading.Thread(target=lambda: outcomes.append(talk.take(answer))) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes)[-1:] == ["posted"]
    assert len(outcomes) == 4
    assert talk.bodies() == ["By patience."]


def test_mail_that_nobody_can_read_is_flagged_and_the_next_is_read(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = talk.address()
    broken = [b"", b"\xff\xfe\x00" * 99, mail(address).as_bytes() + b"\n--x\nContent-Type: a/b/c"]

    def fails(received: object) -> str:
        raise ZeroDivisionError

    with imap_server([*broken, mail(address, "Next.", 2).as_bytes()]) as imap:
        with talk.site.app_context():
            mailbox.read_mailbox(imap.url)
        assert imap.seen == {1, 2, 3, 4}
    assert talk.bodies()[-1] == "Next."
    monkeypatch.setattr(dispatch, "_handled", fails)
    with imap_server([mail(address, "Poison.", 3).as_bytes()]) as imap, talk.site.app_context():
        assert mailbox.read_mailbox(imap.url) == {dispatch.FAILED: 1}
        assert (imap.seen, imap.flagged) == ({1}, {1})


def test_a_round_trip_by_smtp_and_imap(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    with talk.site.app_context(), smtp_server() as smtp:
        to = reply_address(talk.priya.id, talk.thread, talk.thread)
        outbox.post(
            outbox.Message(
                "test", "priya@council.example", "Priya", "Tom answered", "How did you do it?",
                "<p>How did you do it?</p>", user_id=talk.priya.id, reply_to=to,
            )
        )  # fmt: skip
        db.session.commit()
        assert deliver_due(Sender(smtp.url, "P", "no-reply@example.org", Path("unused"))) == 1
        (sent,) = smtp.taken
    answer = mail(
        str(sent["Reply-To"]), "With lunch." + QUOTE.format("How did you do it?"),
        In_Reply_To=str(sent["Message-ID"]),
    )  # fmt: skip
    with imap_server([answer.as_bytes()]) as imap, talk.site.app_context():
        config = talk.site.extensions["config"]
        object.__setattr__(config, "reply_mailbox", imap.url)
        assert jobs.read_incoming_mail() == "posted: 1"
        assert jobs.read_incoming_mail() == "no mail"
    assert talk.bodies() == ["With lunch."]


@pytest.mark.parametrize("kind", sorted(name for name in SAMPLES if "/reply_" in name))
def test_the_mails_say_what_their_snapshots_say(app: Flask, kind: str) -> None:
    expected = Path(__file__).parent / "mails" / f"{kind.split('/')[1]}.txt"
    with app.test_request_context():
        message = SAMPLES[kind]("Amira Okafor")
    assert f"Subject: {message.subject}\n\n{message.text}" == expected.read_text()


def test_the_doctor_looks_into_the_mailbox(talk: Talk) -> None:
    config = talk.site.extensions["config"]
    with imap_server([]) as imap, talk.site.app_context():
        assert [f.is_well for f in elsewhere.replies()] == [True]  # by webhook
        object.__setattr__(config, "reply_mailbox", imap.url)
        assert [f.words for f in elsewhere.replies()] == [
            "We can read the mailbox of REPLY_MAILBOX."
        ]
        object.__setattr__(config, "reply_mailbox", imap.url.replace("a%20secret", "wrong"))
        (found,) = elsewhere.replies()
        assert found.is_well is False
        assert found.words.endswith("Check REPLY_MAILBOX.")


def test_a_reply_to_a_slowed_thread_sends_the_words_back_whole(talk: Talk) -> None:
    assert talk.take(mail(talk.address(), "First.", 1)) == "posted"
    with talk.site.app_context():
        db.session.add(ThreadPace(thread_id=talk.thread, minutes=240))
        db.session.commit()
    assert talk.take(mail(talk.address(), "A second thought.", 2)) == "not posted: slow"
    ((to, told),) = talk.told()
    assert to == "priya@council.example"
    assert "goes slowly" in told
    assert "A second thought." in told
    assert talk.bodies() == ["First."]


def test_colleagues_whose_domain_is_ours_can_answer(talk: Talk) -> None:
    ours = talk.site.extensions["config"].mail_from.rpartition("@")[2]
    answer = mail(talk.address(), "By patience.", Message_ID=f"<1@{ours}>")
    assert talk.take(answer) == "posted"
    with talk.site.app_context():
        row = outbox.post(outbox.Message("test", "x@council.example", "X", "S", "T", "H"))
        db.session.commit()
        written = row.message_id
    assert talk.take(mail(talk.address(), "Our own words.", Message_ID=written)) == "automatic"


def test_what_was_left_out_is_not_put_back_into_a_removed_post(talk: Talk) -> None:
    talk.take(mail(talk.address(), "By patience." + QUOTE.format("How did you do it?")))
    with talk.site.app_context():
        post_id = db.session.scalars(sa.select(MailedPost.post_id)).one()
    thread = f"/cohorts/{talk.cohort}/threads/{ids.write_id(talk.thread)}"
    priya = Browser(talk.site)
    priya.sign_in(talk.priya.email, PASSWORD)
    page = priya.get(f"{thread}/by-mail/{ids.write_id(post_id)}")
    with talk.site.app_context():
        db.session.add(PostRemoval(post_id=post_id, body="By patience."))
        db.session.execute(sa.update(Post).where(Post.id == post_id).values(body="", body_html=""))
        db.session.commit()
    assert priya.send(page, "/put-back").status == 404
    assert talk.bodies() == [""]


def test_putting_back_keeps_what_the_post_said_in_its_history(talk: Talk) -> None:
    talk.take(mail(talk.address(), "By patience." + QUOTE.format("How did you do it?")))
    thread = f"/cohorts/{talk.cohort}/threads/{ids.write_id(talk.thread)}"
    priya = Browser(talk.site)
    priya.sign_in(talk.priya.email, PASSWORD)
    priya.send(priya.get(thread), "/put-back")
    with talk.site.app_context():
        assert list(db.session.scalars(sa.select(PostRevision.body))) == ["By patience."]


def test_the_databases_trouble_leaves_a_mail_to_come_again(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = mail(talk.address(), "By patience.")

    def locked(_received: object) -> str:
        raise OperationalError("insert", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "_handled", locked)
        with pytest.raises(OperationalError):
            talk.take(answer)
    assert talk.take(answer) == "posted"
