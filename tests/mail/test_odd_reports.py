"""Bounces that RFC 3464 does not cover, in the shapes of servers that write them by habit.

The samples are written by hand after the formats that these servers are known for.
"""

from __future__ import annotations

import base64
import textwrap
import time

import pytest
from flask import Flask

from cohort.db import db
from cohort.mail import bounces, mailbox, odd_reports, outbox, reports
from cohort.mail.incoming.bounce_reports import BOUNCE
from cohort.mail.models import MailState, OutboxMessage
from tests.mail.servers import imap_server
from tests.mail.test_bounces import AWAY, GONE, dsn, post, recorded, state

OURS = "<0cnbdzx1q6r64@example.org>"


def mail(text: str, **parts: str) -> bytes:
    """A sample, with its message named."""
    filled = textwrap.dedent(text).lstrip("\n")
    for name, value in {"GONE": GONE, "OURS": OURS, **parts}.items():
        filled = filled.replace(name, value)
    return filled.encode()


EXCHANGE = """
    From: System Administrator <postmaster@council.example>
    To: bounces@example.org
    Subject: Undeliverable: Your code
    Message-ID: <A1B2@MAIL01.council.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="_000_x"

    --_000_x
    Content-Type: text/plain; charset="iso-8859-1"

    Your message

      To:      GONE
      Subject: Your code
      Sent:    Tue, 10 Nov 2026 12:00:00 -0000

    did not reach the following recipient(s):

    GONE on Tue, 10 Nov 2026 12:00:01 -0000
        REASON
        The MTS-ID of the original message is: c=gb;a= ;p=council;l=MAIL01
        MSEXCH:IMS:Council:MAIL:MAIL01 0 (000C05A6) REASON

    --_000_x
    Content-Type: message/rfc822

    From: The programme <no-reply@example.org>
    To: GONE
    Message-ID: OURS
    Subject: Your code

    Your code is 012 345
    --_000_x--
"""
OUTLOOK = """
    From: Mail Delivery Subsystem <postmaster@council.example>
    To: bounces@example.org
    Subject: Undeliverable: Your code
    Message-ID: <C3D4@council.example>
    Content-Type: text/plain; charset="utf-8"

    Delivery to the following recipients failed.

           GONE

    Diagnostic information for administrators:

    GONE #REASON ##

    Original message headers:

    From: The programme <no-reply@example.org>
    To: GONE
    Message-ID: OURS
    Subject: User unknown 550 5.1.1 GONE
"""
QMAIL = """
    Return-Path: <>
    From: MAILER-DAEMON@mx.council.example
    To: bounces@example.org
    Subject: failure notice
    Date: 10 Nov 2026 12:00:05 -0000

    Hi. This is the qmail-send program at mx.council.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.
    This is a permanent error; I've given up. Sorry it didn't work out.

    <GONE>:
    REASON

    --- Below this line is a copy of the message.

    Return-Path: <bounces@example.org>
    Received: (qmail 1234 invoked from network); 10 Nov 2026 12:00:00 -0000
    From: The programme <no-reply@example.org>
    To: GONE
    Message-ID: OURS
    Subject: Your code

    Your code is 012 345
"""
OLD_POSTFIX = """
    From: MAILER-DAEMON@mx.council.example (Mail Delivery System)
    To: bounces@example.org
    Subject: Undelivered Mail Returned to Sender
    Message-ID: <20261110.1@mx.council.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="A.1/mx"

    --A.1/mx
    Content-Description: Notification
    Content-Type: text/plain

    This is the Postfix program at host mx.council.example.

    I'm sorry to have to inform you that the message returned
    below could not be delivered to one or more destinations.

                            The Postfix program

    <GONE>: host mail.council.example[192.0.2.1] said: REASON

    --A.1/mx
    Content-Description: Undelivered Message
    Content-Type: message/rfc822

    From: The programme <no-reply@example.org>
    To: GONE
    Message-ID: OURS
    Subject: Your code

    Your code is 012 345
    --A.1/mx--
"""
EXIM = """
    From: Mail Delivery System <Mailer-Daemon@mx.council.example>
    To: bounces@example.org
    X-Failed-Recipients: GONE
    Auto-Submitted: auto-replied
    Subject: Mail delivery failed: returning message to sender
    Message-ID: <E1a-0001@mx.council.example>

    This message was created automatically by mail delivery software.

    A message that you sent could not be delivered to one or more of its
    recipients. This is a permanent error. The following address(es) failed:

      GONE
        SMTP error from remote mail server after RCPT TO:<GONE>:
        host mail.council.example [192.0.2.1]: REASON

    ------ This is a copy of the message, including all the headers. ------

    Return-path: <bounces@example.org>
    From: The programme <no-reply@example.org>
    To: GONE
    Message-ID: OURS
    Subject: Your code

    Your code is 012 345
"""
SENDMAIL = """
    From: Mail Delivery Subsystem <MAILER-DAEMON@mx.council.example>
    To: bounces@example.org
    Subject: Returned mail: see transcript for details
    Message-ID: <S1@mx.council.example>

    The original message was received at Tue, 10 Nov 2026 12:00:00 GMT

       ----- The following addresses had permanent fatal errors -----
    <GONE>

       ----- Transcript of session follows -----
    ... while talking to mail.council.example.:
    >>> RCPT To:<GONE>
    <<< REASON

       ----- Original message follows -----
    From: The programme <no-reply@example.org>
    To: GONE
    Message-ID: OURS
    Subject: Your code
"""
OPENSMTPD = """
    From: Mailer Daemon <MAILER-DAEMON@mx.council.example>
    To: bounces@example.org
    Subject: Delivery status notification: error
    Message-ID: <O1@mx.council.example>
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

        Hi!

        This is the MAILER-DAEMON, please DO NOT REPLY to this email.

        An error has occurred while attempting to deliver a message for
        the following list of recipients:

    GONE: REASON

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.council.example

    Final-Recipient: rfc822; GONE
    Action: error
    Status: 5.0.0

    --b
    Content-Type: text/rfc822-headers

    To: GONE
    Message-ID: OURS

    --b--
"""
NOBODY = "550 5.1.1 User unknown"
SHAPES = {
    "Exchange": (EXCHANGE, "Unknown Recipient"),
    "Outlook": (OUTLOOK, "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"),
    "qmail": (QMAIL, "Sorry, no mailbox here by that name. (#5.1.1)"),
    "old Postfix": (OLD_POSTFIX, NOBODY),
    "Exim": (EXIM, NOBODY),
    "sendmail": (SENDMAIL, NOBODY),
    "OpenSMTPD": (OPENSMTPD, NOBODY),
}


def in_base64(raw: bytes) -> bytes:
    head, _, body = raw.partition(b"\n\n")
    return head + b"\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(body)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_report_by_habit_is_read(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, reason = SHAPES[shape]
    raw = mail(source, REASON=reason)
    (report,) = reports.from_mail(raw)
    assert (report.address, report.permanent, report.about) == (GONE, True, OURS)
    assert reason in report.said
    assert "012 345" not in report.said
    (again,) = reports.from_mail(raw)
    assert again.key == report.key
    monkeypatch.setattr(odd_reports, "failures", lambda _raw: [])
    assert reports.from_mail(raw) == [], "RFC 3464 would do for this sample"


def test_a_report_in_base64_is_read() -> None:
    raw = in_base64(mail(OUTLOOK, REASON=NOBODY))
    (report,) = reports.from_mail(raw)
    assert (report.address, report.permanent, report.about) == (GONE, True, OURS)


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ("Exchange", "The recipient's mailbox is full"),
        ("Outlook", "550 5.7.1 Message rejected as spam by Content Filtering"),
        ("Outlook", "450 4.2.2 Mailbox full"),
        ("qmail", "I'm not going to try again; it has been in the queue too long. (#4.4.1)"),
        ("qmail", "192.0.2.1 failed after I sent the message. Remote host said: 552 too large"),
        ("old Postfix", "452 4.3.1 Insufficient system storage"),
        ("Exim", "451 4.7.1 User unknown for now, greylisted"),
        ("Exim", "retry timeout exceeded"),
        ("sendmail", "554 5.7.1 Service unavailable; Client host blocked"),
    ],
)
def test_what_is_not_about_the_address_holds_nothing(shape: str, reason: str) -> None:
    (report,) = reports.from_mail(mail(SHAPES[shape][0], REASON=reason))
    assert (report.address, report.permanent, report.about) == (GONE, False, OURS)


@pytest.mark.parametrize(
    "source",
    [
        # Exim's and sendmail's word that they keep trying
        """
        From: Mail Delivery System <Mailer-Daemon@mx.council.example>
        To: bounces@example.org
        Subject: Warning: message 1a-0001 delayed 24 hours

        This message was created automatically by mail delivery software.
        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on mx.council.example.

        The message identifier is:     1a-0001
        The address to which the message has not yet been delivered is:

          GONE
            host mail.council.example: RCPT TO:<GONE>: 550 5.1.1 User unknown

        No action is required on your part. Delivery attempts will continue for
        some time.

        Message-ID: OURS
        """,
        """
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: bounces@example.org
        Subject: Delivery Status Notification (Delay)

        This is an automatically generated Delivery Status Notification

        Delivery to the following recipient has been delayed:

             GONE

        Message will be retried for 2 more day(s)

        Message-ID: OURS
        """,
    ],
    ids=["Exim", "Gmail"],
)
def test_a_warning_is_a_soft_bounce(source: str) -> None:
    (report,) = reports.from_mail(mail(source))
    assert (report.address, report.permanent, report.about) == (GONE, False, OURS)
    assert report.said.startswith("450 ")


ORDINARY = """
    From: Tom Adeyemi <tom@council.example>
    To: bounces@example.org
    Subject: Re: Your code

    Hello, this is a reply. I am at my desk.

    > Message-ID: OURS
    > Your code is 012 345
"""
RETURNED_BY_HAND = """
    From: Tom Adeyemi <tom@council.example>
    To: bounces@example.org
    Subject: Fwd: failure notice

    I got this, what does it mean?

    Hi. This is the qmail-send program at mx.council.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.

    <GONE>:
    Sorry, no mailbox here by that name. (#5.1.1)

    --- Below this line is a copy of the message.

    Message-ID: OURS
"""
AWAY_FROM_NOBODY = """
    Return-Path: <>
    From: Tom Adeyemi <GONE>
    To: bounces@example.org
    Subject: Automatic reply: Your code
    Auto-Submitted: auto-replied
    X-Auto-Response-Suppress: All

    I am away until Monday. Write to help@council.example; GONE is read by nobody,
    and user unknown is what it feels like.

    Message-ID: OURS
"""
DELIVERED = (
    dsn(OURS, action="delivered", status="2.1.5")
    .decode()
    .replace("\n--A", f"\n<{GONE}>: 550 5.1.1 User unknown\n\n--A", 2)
    .replace("This is the mail", "This is the Postfix mail")
    .encode()
)


@pytest.mark.parametrize(
    "raw",
    [mail(ORDINARY), mail(RETURNED_BY_HAND), mail(AWAY_FROM_NOBODY), AWAY, DELIVERED],
    ids=["a reply", "a bounce sent on by a person", "out of office", "away", "delivered"],
)
def test_what_is_no_bounce_counts_for_nothing(raw: bytes) -> None:
    assert reports.from_mail(raw) == []


def test_rfc_3464_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odd_reports, "failures", None)
    (report,) = reports.from_mail(dsn(OURS))
    assert (report.address, report.permanent) == (GONE, True)


def test_odd_reports_in_the_mailbox_are_recorded_once(app: Flask) -> None:
    row = post(app)
    forged = mail(QMAIL, REASON="(#5.1.1)").replace(OURS.encode(), b"<forged@example.org>")
    real = mail(QMAIL, REASON="(#5.1.1)").replace(OURS.encode(), row.message_id.encode())
    with imap_server([forged, real, real]) as imap, app.app_context():
        assert mailbox.read_mailbox(imap.url)[BOUNCE] == 1
        assert bounces.held_by(GONE) is not None
    assert recorded(app) == [(GONE, True, "mailbox")]
    assert state(app, row)[0] == MailState.BOUNCED


def test_a_warning_in_the_mailbox_keeps_the_message_as_it_was(app: Flask) -> None:
    row = post(app)
    with app.app_context():
        found = db.session.get_one(OutboxMessage, row.id)
        outbox.settle(found, MailState.SENT)
        db.session.commit()
    full = mail(EXIM, REASON="452 4.2.2 full").replace(OURS.encode(), row.message_id.encode())
    with imap_server([full]) as imap, app.app_context():
        assert mailbox.read_mailbox(imap.url)[BOUNCE] == 1
        assert bounces.held_by(GONE) is None
    assert state(app, row)[0] == MailState.SENT


FROM_A_SERVER = b"From: MAILER-DAEMON@x.example\n"
HOSTILE = {
    "a long line for Exchange": b"\ndid not reach the following recipient\n" + b"a" * 1_000_000,
    "many long lines": b"\ndid not reach the following recipient\n" + (b"a" * 990 + b"\n") * 900,
    "many signs": b"\ndid not reach the following recipient\n" + b"a@" * 200_000,
    "deep parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000)
    ),
    "no boundary": b"Content-Type: multipart/mixed\n\ntranscript of session follows\n\xff@\xfe\n",
    "an unknown charset": b"Content-Type: text/plain; charset=x-none\n\n\xe9\xff",
    "an unknown encoding": b"Content-Transfer-Encoding: x-odd\nX-Failed-Recipients: \xff@\n\n\x00",
    "a report without parts": b"Content-Type: message/delivery-status\n\nx",
    "many failed": b"X-Failed-Recipients: " + b"a@b.example, " * 5_000 + b"\n\nx",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_mail_costs_little_and_breaks_nothing(what: str) -> None:
    before = time.process_time()
    found = reports.from_mail(FROM_A_SERVER + HOSTILE[what])
    assert time.process_time() - before < 5
    assert len(found) <= odd_reports.MOST_ADDRESSES
    assert not any(report.permanent for report in found)
