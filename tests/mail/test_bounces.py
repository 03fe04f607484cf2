"""Bounces: from answers, from a webhook, from a mailbox; held, shown and cleared."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.accounts.actions.codes import answer_requests
from cohort.app import create_app
from cohort.db import db
from cohort.kernel import ids
from cohort.mail import bounces, mailbox, outbox, reports
from cohort.mail.delivery import deliver_due
from cohort.mail.incoming.bounce_reports import BOUNCE
from cohort.mail.models import Bounce, MailState, OutboxMessage
from cohort.mail.smtp_replies import SmtpReply
from cohort.mail.wire import Sender
from tests.client import Browser
from tests.conftest import config_for
from tests.mail.servers import Smtp, imap_server, smtp_server
from tests.world import World

SECRET = "a secret of at least thirty-two characters"
GONE = "gone@council.example"


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with smtp_server() as server:
        yield server


def post(app: Flask, to: str = GONE, **options: Any) -> OutboxMessage:
    with app.app_context():
        row = outbox.post(outbox.Message("test", to, "Tom", "S", "Text", "<p>x</p>", **options))
        db.session.commit()
        return row


def deliver(app: Flask, smtp: Smtp) -> int:
    with app.app_context():
        return deliver_due(Sender(smtp.url, "P", "no-reply@example.org", Path("unused")))


def state(app: Flask, row: OutboxMessage) -> tuple[str, str | None]:
    with app.app_context():
        found = db.session.get_one(OutboxMessage, row.id)
        return found.state, found.last_error


def recorded(app: Flask) -> list[tuple[str, bool, str]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(Bounce).order_by(Bounce.id))
        return [(row.address, row.permanent, row.source) for row in rows]


def test_a_refused_address_is_held_until_it_is_cleared(app: Flask, smtp: Smtp) -> None:
    smtp.refuse[GONE] = "550 5.1.1 User unknown"
    first = post(app)
    deliver(app, smtp)
    assert state(app, first) == (MailState.BOUNCED, "550 5.1.1 User unknown")
    smtp.refuse.clear()
    second, other = post(app, GONE.upper()), post(app, "there@council.example")
    assert deliver(app, smtp) == 1
    held, words = state(app, second)
    assert held == MailState.FAILED
    assert words
    assert words.startswith("Not sent: this address bounced on ")
    assert state(app, other)[0] == MailState.SENT
    with app.app_context():
        trouble = bounces.mail_trouble(GONE)
        assert trouble
        assert trouble.is_permanent
        assert bounces.clear(GONE) == 1
        db.session.commit()
        assert bounces.mail_trouble(GONE) is None
    third = post(app)
    assert deliver(app, smtp) == 1
    assert state(app, third)[0] == MailState.SENT


def test_a_code_somebody_asked_for_goes_to_a_held_address_too(app: Flask, smtp: Smtp) -> None:
    with app.app_context():
        bounces.record(bounces.Report(GONE, True, "550 5.1.1 gone", "webhook"))
        db.session.commit()
    code = post(app, secret=True)
    assert deliver(app, smtp) == 1
    assert state(app, code)[0] == MailState.SENT


def test_typing_a_code_that_came_by_mail_shows_that_mail_arrives(world: World, app: Flask) -> None:
    person = world.person("Amira Okafor", email="amira@example.org")
    with world.database():
        bounces.record(bounces.Report("amira@example.org", True, "550 5.1.1 gone", "webhook"))
    account = world.browser(person).get("/account")
    assert "Mail to amira@example.org came back on" in account.text
    browser = Browser(app)
    browser.submit("/sign-in/code", "/sign-in/code", email="amira@example.org")
    with world.database():
        answer_requests()
        text = db.session.scalars(sa.select(OutboxMessage.text)).one()
    code = re.findall(r"\b\d{3} \d{3}\b", text)[0]
    page = browser.get("/sign-in/code/enter")
    assert browser.send(page, "/sign-in/code/enter", code=code).status == 303
    assert "came back on" not in browser.get("/account").text


@pytest.mark.parametrize(
    ("answer", "is_held"),
    [
        ("550 5.1.1 Recipient address rejected: User unknown in virtual mailbox table", True),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP lookup", True),
        ("550 No such user here", True),
        ("550 5.2.1 The email account that you tried to reach is disabled", True),
        ("550 5.7.1 Message rejected as spam by Content Filtering", False),
        ("554 5.7.1 Service unavailable; Client host blocked using Spamhaus", False),
        ("552 5.2.2 The email account that you tried to reach is over quota", False),
        ("550 Administrative prohibition", False),
        ("451 4.7.1 Greylisted, try again in five minutes", False),
    ],
)
def test_only_an_address_that_is_no_good_holds_later_mail(
    app: Flask, smtp: Smtp, answer: str, is_held: bool
) -> None:
    smtp.refuse[GONE] = answer
    post(app)
    deliver(app, smtp)
    with app.app_context():
        assert (bounces.held_by(GONE) is not None) is is_held


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (SmtpReply(550, "5.1.1 x"), "says the mailbox does not exist"),
        (SmtpReply(550, "5.2.2 x"), "says the mailbox is full"),
        (SmtpReply(550, "5.7.1 spam"), "takes our mail for spam, or does not trust our server"),
        (SmtpReply(451, "greylisted"), "is busy. We try again by ourselves"),
        (SmtpReply(550, "no such user"), "says the mailbox does not exist"),
    ],
)
def test_answers_are_told_in_plain_words(answer: SmtpReply, words: str) -> None:
    said = answer.in_words("tom@council.example")
    assert said.startswith("The server at council.example says ")
    assert words.removeprefix("says ") in said


def test_several_soft_bounces_are_trouble_one_is_not(app: Flask) -> None:
    with app.app_context():
        for _ in range(3):
            assert bounces.mail_trouble(GONE) is None
            bounces.record(bounces.Report(GONE, False, "450 mailbox full", "webhook"))
        trouble = bounces.mail_trouble(GONE)
        assert trouble
        assert not trouble.is_permanent
        assert "turned away several times" in trouble.sentence


# --- The webhook -----------------------------------------------------------------------------


@pytest.fixture
def hooked(app: Flask, database_url: str, workplace: Path) -> Iterator[Flask]:
    another = create_app(config_for(database_url, workplace, bounce_secret=SECRET))
    yield another
    with another.app_context():
        db.session.remove()
        db.engine.dispose()


def tell(app: Flask, body: Any, **options: Any) -> Any:
    options = options or {"headers": {"X-Bounce-Secret": SECRET}}
    return app.test_client().post("/mail/bounces", data=json.dumps(body), **options)


OURS = {"address": GONE, "permanent": True, "said": "550 5.1.1 gone", "key": "r1"}
SES = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "feedbackId": "0100-feedback",
        "bouncedRecipients": [{"emailAddress": GONE, "diagnosticCode": "smtp; 550 5.1.1 gone"}],
    },
    "mail": {"messageId": "0100-ses", "commonHeaders": {"messageId": "<x@example.org>"}},
}
SNS = {"Type": "Notification", "MessageId": "m", "Message": json.dumps(SES)}
POSTMARK = {
    "RecordType": "Bounce",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "Email": GONE,
    "Details": "smtp;550 5.1.1 gone",
}
MAILGUN = {
    "signature": {"token": "x"},
    "event-data": {
        "event": "failed",
        "severity": "permanent",
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "recipient": GONE,
        "delivery-status": {"code": 550, "message": "5.1.1 gone"},
        "message": {"headers": {"message-id": "x@example.org"}},
    },
}


@pytest.mark.parametrize(
    "body",
    [OURS, [OURS], SES, SNS, POSTMARK, MAILGUN],
    ids=["ours", "list", "SES", "SNS", "Postmark", "Mailgun"],
)
def test_a_webhook_records_a_bounce_once_however_often_it_tells(hooked: Flask, body: Any) -> None:
    row = post(hooked)
    with hooked.app_context():
        db.session.get_one(OutboxMessage, row.id).state = MailState.SENT
        db.session.get_one(OutboxMessage, row.id).sent_at = row.created_at
        db.session.commit()
    assert tell(hooked, body).json == {"recorded": 1}
    assert tell(hooked, body).json == {"recorded": 0}
    assert recorded(hooked) == [(GONE, True, "webhook")]
    assert state(hooked, row)[0] == MailState.BOUNCED


def test_a_webhook_needs_the_secret_and_a_setting(hooked: Flask, app: Flask) -> None:
    assert tell(hooked, OURS, headers={"X-Bounce-Secret": SECRET + "x"}).status_code == 403
    assert tell(hooked, OURS, headers={"X-Other": "x"}).status_code == 403
    assert tell(app, OURS).status_code == 404
    assert recorded(app) == []
    assert tell(hooked, OURS, auth=("bounces", SECRET)).json == {"recorded": 1}


@pytest.mark.parametrize(
    "body",
    [
        *(None, 7, "text", [], {}, [[[]]], {"address": 7}, {"RecordType": "Bounce"}),
        *({"event-data": []}, {"Type": "Notification", "Message": "{"}, {"notificationType": []}),
        *({"notificationType": "Bounce", "bounce": {}}, {"address": None}),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused_in_words(hooked: Flask, body: Any) -> None:
    answer = tell(hooked, body)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json == {"recorded": 0}
    else:
        assert "not JSON in a shape we know" in answer.json["error"]
    assert recorded(hooked) == []


def test_a_webhook_with_bytes_that_are_no_json_is_refused(hooked: Flask) -> None:
    for body in (b"", b"\xff\xfe", b"[" * 100_000, b"a=b"):
        answer = hooked.test_client().post(
            "/mail/bounces", data=body, headers={"X-Bounce-Secret": SECRET}
        )
        assert answer.status_code == 400, body[:20]


# --- The mailbox -----------------------------------------------------------------------------


def dsn(message_id: str, *, status: str = "5.1.1", action: str = "failed", to: str = "") -> bytes:
    """A report as Postfix writes it."""
    return textwrap.dedent(
        f"""\
        From: MAILER-DAEMON@mx.council.example (Mail Delivery System)
        To: {to or "bounces@example.org"}
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        Message-ID: <20261110.{status}.{action}@mx.council.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
            boundary="A.1/mx.council.example"

        --A.1/mx.council.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.council.example.

        --A.1/mx.council.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.council.example
        X-Postfix-Queue-ID: 4F3D2
        Arrival-Date: Tue, 10 Nov 2026 12:00:00 +0000 (GMT)

        Final-Recipient: rfc822; moved@other.example
        Original-Recipient: rfc822;{GONE}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mx.council.example
        Diagnostic-Code: smtp; 550 {status} <{GONE}>: User unknown

        --A.1/mx.council.example
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        From: The programme <no-reply@example.org>
        To: {GONE}
        Message-ID: {message_id}
        Subject: Hello

        --A.1/mx.council.example--
        """
    ).encode()


def exchange(message_id: str) -> bytes:
    """As Exchange Online writes it: the whole message is quoted."""
    return (
        dsn(message_id)
        .replace(b"text/rfc822-headers", b"message/rfc822")
        .replace(
            b"Subject: Hello\n\n--", b"Subject: Hello\nContent-Type: text/plain\n\nSome text\n\n--"
        )
    )


AWAY = b"From: gone@council.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nAway\n"


@pytest.mark.parametrize("written_by", [dsn, exchange], ids=["Postfix", "Exchange"])
def test_returned_mail_is_read_recorded_and_marked_read(app: Flask, written_by: Any) -> None:
    row = post(app)
    broken = b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery"
    with imap_server([AWAY, written_by(row.message_id), broken, b"", b"\xff\xfe\x00"]) as imap:
        with app.app_context():
            assert mailbox.read_mailbox(imap.url)[BOUNCE] == 1
            assert mailbox.read_mailbox(imap.url)[BOUNCE] == 0
        assert imap.seen == {1, 2, 3, 4, 5}
    assert recorded(app) == [(GONE, True, "mailbox")]
    assert state(app, row)[0] == MailState.BOUNCED


def test_the_same_report_delivered_twice_counts_once(app: Flask) -> None:
    row = post(app)
    with imap_server([dsn(row.message_id)] * 2) as imap, app.app_context():
        assert mailbox.read_mailbox(imap.url)[BOUNCE] == 1


def test_a_delay_is_counted_and_holds_nothing(app: Flask) -> None:
    row = post(app)
    delay = dsn(row.message_id, status="4.4.1", action="delayed")
    with imap_server([delay]) as imap, app.app_context():
        assert mailbox.read_mailbox(imap.url)[BOUNCE] == 1
        assert bounces.held_by(GONE) is None
    assert state(app, row)[0] == MailState.WAITING


def test_a_forged_report_that_names_no_message_of_ours_is_ignored(app: Flask) -> None:
    row = post(app)
    with app.app_context():
        found = db.session.get_one(OutboxMessage, row.id)
        found.state, found.sent_at = MailState.SENT, found.created_at
        db.session.commit()
    with imap_server([dsn("<forged@example.org>")]) as imap, app.app_context():
        assert mailbox.read_mailbox(imap.url)[BOUNCE] == 0
    assert recorded(app) == []


def test_a_return_address_with_an_id_finds_the_message_when_nothing_is_quoted(app: Flask) -> None:
    row = post(app)
    to = f"bounces+{ids.write_id(row.id)}@example.org"
    (report,) = reports.from_mail(dsn("", to=to), "bounces+{id}@example.org")
    assert (report.message_id, report.permanent) == (row.id, True)
