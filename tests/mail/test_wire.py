"""What really goes over the wire: headers, envelope, letters and line lengths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import StatementError

from cohort.accounts.actions import mail_choices
from cohort.accounts.models import User
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.mail import outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.unsubscribing import unsubscribe_url
from cohort.mail.wire import Sender
from tests.mail.servers import Smtp, smtp_server
from tests.naughty import MARK, NAUGHTY
from tests.world import World

TO = "amira@example.org"


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with smtp_server() as server:
        yield server


def post(app: Flask, **facts: Any) -> int:
    plain: dict[str, Any] = {"to_address": TO, "to_name": "Amira", "subject": "A subject"}
    message = outbox.Message(kind="test", text="Text\n", html="<p>x</p>", **plain | facts)
    with app.app_context():
        row = outbox.post(message)
        db.session.commit()
        return row.id


def deliver(app: Flask, smtp: Smtp, **facts: Any) -> int:
    options = {"from_name": "The programme", "bounce_address": "bounces+{id}@example.org"}
    sender = Sender(smtp.url, from_address="no-reply@example.org", folder=Path(), **options | facts)
    with app.app_context():
        return deliver_due(sender)


def row(app: Flask, message_id: int) -> OutboxMessage:
    with app.app_context():
        return db.session.get_one(OutboxMessage, message_id)


def test_headers_and_envelope_are_aligned(app: Flask, smtp: Smtp) -> None:
    url = "https://example.org/unsubscribe/" + "token" * 60
    message_id = post(app, reply_to="hello@partner.example", unsubscribe_url=url)
    assert deliver(app, smtp) == 1
    (message,) = smtp.taken
    assert message["From"] == "The programme <no-reply@example.org>"
    assert message["Reply-To"] == "hello@partner.example"
    assert message["Message-ID"] == f"<{ids.write_id(message_id)}@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert "".join(message["List-Unsubscribe"].split()) == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert smtp.envelopes == [(f"bounces+{ids.write_id(message_id)}@example.org", [TO])]


def test_mail_that_one_cannot_stop_has_no_word_of_stopping_it(app: Flask, smtp: Smtp) -> None:
    post(app)
    deliver(app, smtp, reply_to="site@example.org", bounce_address="")
    (message,) = smtp.taken
    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None
    assert message["Reply-To"] == "site@example.org"
    assert smtp.envelopes[0][0] == "no-reply@example.org"


def test_no_name_or_subject_forges_a_header(app: Flask, smtp: Smtp) -> None:
    """Each naughty text as the recipient's name, the subject and the site's own name."""
    wanted = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
    wanted |= {"X-Auto-Response-Suppress", "Content-Type"}
    for what, typed in NAUGHTY.items():
        smtp.taken.clear()
        smtp.raw.clear()
        message_id = post(app, to_name=typed[:200], subject=typed[:200] or "x")
        deliver(app, smtp, from_name=typed[:100])
        assert row(app, message_id).state == MailState.SENT, what
        (message,) = smtp.taken
        assert set(message.keys()) == wanted, what
        assert [a.addr_spec for a in message["To"].addresses] == [TO], what
        assert [a.addr_spec for a in message["From"].addresses] == ["no-reply@example.org"], what
        assert not any(header.defects for header in message.values()), what
        (raw,) = smtp.raw
        head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
        assert not any(line.startswith(("Bcc", MARK)) for line in head.splitlines()), what
        for hidden in "\u202e\u2066\u200f\x00\x07":
            assert hidden not in str(message["Subject"]) + str(message["To"]), what
        assert max(map(len, raw.split(b"\r\n"))) <= 998, what
        assert b"\n" not in raw.replace(b"\r\n", b""), what


def test_long_lines_dots_and_all_letters_arrive_as_they_were_written(
    app: Flask, smtp: Smtp
) -> None:
    text = (
        ".\n..\n.hidden\nFrom here\n"
        + "long " * 900
        + "\n"
        + "Ŵyn 日本語 👩🏽‍🚒\n"
        + "x" * 3000
        + "\n"
    )
    post(app, subject="Croeso Ŵyn, " + "日本語" * 40)
    with app.app_context():
        found = db.session.query(OutboxMessage).one()
        found.text = text
        db.session.commit()
    deliver(app, smtp)
    (message,) = smtp.taken
    body = message.get_body(("plain",))
    assert body
    assert body.get_content().replace("\r\n", "\n") == text
    assert message["Subject"] == "Croeso Ŵyn, " + "日本語" * 40
    assert max(map(len, smtp.raw[0].split(b"\r\n"))) <= 998
    assert smtp.raw[0].isascii()


def test_an_address_with_letters_beyond_ascii_goes_where_the_server_can_take_it(app: Flask) -> None:
    message_id = post(app, to_address="tøm@example.org")
    with smtp_server(enable_SMTPUTF8=True) as able:
        assert deliver(app, able) == 1
        assert able.envelopes[0][1] == ["tøm@example.org"]
    assert row(app, message_id).state == MailState.SENT


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "a@example.org>\r\nDATA",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a@example.org\x00",
        "a b@example.org",
        "@example.org",
        "a@",
        "",
        "a" * 310 + "@x.org",
    ],
)
def test_an_address_cannot_carry_another_or_a_command(
    app: Flask, smtp: Smtp, address: str, on_postgresql: bool
) -> None:
    if on_postgresql and "\x00" in address:
        with pytest.raises(StatementError):  # PostgreSQL stores no NUL at all
            post(app, to_address=address)
        return
    post(app, to_address=address)
    fine = post(app)
    deliver(app, smtp)
    assert row(app, fine).state == MailState.SENT
    taken = [people for _, people in smtp.envelopes if people != [TO]]
    assert taken in ([], [[address]])


def test_what_is_posted_twice_with_one_key_is_one_message(app: Flask, smtp: Smtp) -> None:
    assert post(app, once_key="once") == post(app, once_key="once", subject="Another")
    assert deliver(app, smtp) == 1


def test_a_cancelled_message_is_not_sent(app: Flask, smtp: Smtp) -> None:
    message_id = post(app, once_key="k")
    with app.app_context():
        assert outbox.cancel("k") is True
        assert outbox.cancel("k") is False
        assert outbox.cancel("never") is False
        db.session.commit()
    assert deliver(app, smtp) == 0
    assert row(app, message_id).state == MailState.CANCELLED


def test_what_is_no_longer_of_use_is_not_sent_late(app: Flask, smtp: Smtp) -> None:
    until = clock.now() + dt.timedelta(minutes=15)
    late = post(app, useful_until=until, secret=True)
    with time_machine.travel(until + dt.timedelta(seconds=1)):
        assert deliver(app, smtp) == 0
    assert (row(app, late).state, row(app, late).text) == (MailState.CANCELLED, "")
    in_time = post(app, useful_until=clock.now() + dt.timedelta(minutes=15))
    assert deliver(app, smtp) == 1
    assert row(app, in_time).state == MailState.SENT


def test_mail_that_its_reader_no_longer_wants_is_not_sent(world: World, smtp: Smtp) -> None:
    """They said no after it was posted, or their account waits to be deleted, or is closed."""
    app = world.app
    people = [world.person() for _ in range(4)]
    with app.app_context():
        links = [unsubscribe_url("user", person.id, "reminders") for person in people]
    posted = [post(app, unsubscribe_url=link) for link in links]
    told = post(app)
    with world.database():
        users = {person.id: db.session.get_one(User, person.id) for person in people}
        mail_choices.stop(people[0].id, "reminders")
        users[people[1].id].leaving_at = clock.now()
        users[people[2].id].deactivated_at = clock.now()
    assert deliver(app, smtp) == 2
    states = [row(app, message_id).state for message_id in posted]
    assert states == [*[MailState.CANCELLED] * 3, MailState.SENT]
    assert "said no to such mail" in (row(app, posted[0]).last_error or "")
    assert row(app, told).state == MailState.SENT


def test_a_secret_is_wiped_once_it_is_sent(app: Flask, smtp: Smtp) -> None:
    secret, plain = post(app, secret=True), post(app)
    assert deliver(app, smtp) == 2
    assert (row(app, secret).text, row(app, secret).html) == ("", "")
    assert row(app, plain).text == "Text\n"


def test_mail_written_by_a_clock_that_was_ahead_still_goes(app: Flask, smtp: Smtp) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(days=400)):
        message_id = post(app)
        with app.app_context():
            found = db.session.get_one(OutboxMessage, message_id)
            found.leased_until = clock.now() + dt.timedelta(minutes=5)
            db.session.commit()
    assert deliver(app, smtp) == 0
    with time_machine.travel(clock.now() + dt.timedelta(minutes=6), tick=True):
        assert deliver(app, smtp) == 1
