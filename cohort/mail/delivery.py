"""Delivers the outbox: leases some messages, sends each, and notes the outcome.

When a worker is killed, its leases expire and another worker takes the messages. Each message's
outcome is committed before the next one is sent, so only the message being sent can go out twice.
"""

from __future__ import annotations

import datetime as dt
import os
import smtplib
import socket

import sqlalchemy as sa
import structlog

from cohort.db import db
from cohort.jobs import waking
from cohort.kernel import clock
from cohort.mail import bounces
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.outbox import settle
from cohort.mail.smtp_replies import SmtpReply, decoded
from cohort.mail.unsubscribing import is_wanted
from cohort.mail.wire import Send, Sender

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=5)
BATCH = 20
OUTAGE_WAIT = dt.timedelta(minutes=2)
WAITS = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
NO_LONGER_AVAILABLE = 421  # RFC 5321: the server is closing; this says nothing of the message


def deliver_due(sender: Sender) -> int:
    """Send everything that is due; returns how many messages went out."""
    _set_right()
    sent = 0
    while True:
        ids = _lease()
        if not ids:
            return sent
        try:
            with sender.connection() as send:
                for message_id in ids:
                    sent += _deliver(message_id, send)
        except (OSError, smtplib.SMTPException) as error:
            _give_back(ids, error)
            return sent
        waking.beat()


def _set_right() -> None:
    """Correct dates too far in the future, written while a clock was ahead: nothing is posted,
    leased or put off for longer than this."""
    now, messages = clock.now(), sa.update(OutboxMessage)
    waiting = messages.where(OutboxMessage.state == MailState.WAITING)
    late = OutboxMessage.due_at > now + WAITS[-1]
    db.session.execute(waiting.where(late).values(due_at=now))
    long = OutboxMessage.leased_until > now + LEASE
    db.session.execute(waiting.where(long).values(leased_until=now + LEASE))
    db.session.commit()


def _lease() -> list[int]:
    """Lease some due messages. On SQLite the write lock keeps other workers out, on PostgreSQL
    the row locks do."""
    now = clock.now()
    query = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.state == MailState.WAITING,
            OutboxMessage.due_at <= now,
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = db.session.scalars(query).all()
    for row in rows:
        row.leased_until = now + LEASE
        row.leased_by = _me()
    db.session.commit()
    return [row.id for row in rows]


def _deliver(message_id: int, send: Send) -> bool:
    row = _still_ours(message_id)
    if row is None:
        return False
    try:
        send(row)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _note_refusal(message_id, SmtpReply(code, decoded(words)))
        _raise_if_closing(code, error)
    except smtplib.SMTPSenderRefused as error:
        # The fault is ours, not the recipient's: once somebody mends it, all of this mail goes.
        said = f"{error.smtp_code} {decoded(error.smtp_error)}"
        _note_failure(message_id, f"The mail server does not let us send: {said}")
        _raise_if_closing(error.smtp_code, error)
    except smtplib.SMTPResponseException as error:
        _note_refusal(message_id, SmtpReply(error.smtp_code, decoded(error.smtp_error)))
        _raise_if_closing(error.smtp_code, error)
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        # an address that no header can hold, or that this server cannot take
        said = f"It cannot be sent to this address: {decoded(str(error))}"
        _note_failure(message_id, said, for_good=True)
    except OSError as error:
        # This message itself may upset the server: no other message is charged an attempt.
        _note_failure(message_id, f"The server hung up: {decoded(str(error))}")
        raise
    else:
        _note_sent(message_id)
        return True
    return False


def _raise_if_closing(code: int, error: smtplib.SMTPException) -> None:
    if code == NO_LONGER_AVAILABLE:
        raise error


def _still_ours(message_id: int) -> OutboxMessage | None:
    """The message with its lease renewed; None when another worker has taken it over, or when it
    must not be sent after all.

    Commits, so that no transaction is open while we talk to a slow server.
    """
    row = db.session.get(OutboxMessage, message_id, with_for_update=True, populate_existing=True)
    now = clock.now()
    ours = (
        row is not None
        and row.state == MailState.WAITING
        and row.leased_by == _me()
        and row.leased_until is not None
        and row.leased_until > now
    )
    if row is None or not ours:
        db.session.rollback()
        return None
    if not _hold_back(row, now):
        row.leased_until = now + LEASE
    db.session.commit()
    return row if row.state == MailState.WAITING else None


def _hold_back(row: OutboxMessage, now: dt.datetime) -> bool:
    """Whether to hold the message back: it is no longer useful, its reader declined such mail or
    closed the account, or mail to the address bounced."""
    if row.useful_until is not None and row.useful_until < now:
        settle(row, MailState.CANCELLED)
        row.last_error = "It was no longer of use when its turn came."
        return True
    if row.unsubscribe_url and not is_wanted(row.unsubscribe_url):
        settle(row, MailState.CANCELLED)
        row.last_error = "Not sent: they said no to such mail meanwhile, or closed their account."
        return True
    bounce = None if row.secret else bounces.held_by(row.to_address)
    if bounce is None:
        return False
    settle(row, MailState.FAILED)
    row.last_error = f"Not sent: this address bounced on {clock.say_day(bounce.at)}."
    return True


def _note_sent(message_id: int) -> None:
    row = db.session.get_one(OutboxMessage, message_id)
    settle(row, MailState.SENT)
    row.sent_at = clock.now()
    row.attempts += 1
    row.last_error = None
    db.session.commit()


def _note_refusal(message_id: int, answer: SmtpReply) -> None:
    row = db.session.get_one(OutboxMessage, message_id)
    said = f"{answer.code} {answer.said}"
    if answer.is_permanent:
        # Stored apart from the message, to hold back later mail; a full mailbox only counts.
        report = bounces.Report(
            row.to_address, answer.is_about_the_address, said, "smtp", message_id=row.id
        )
        bounces.record(report)
    _note_failure(message_id, said, for_good=answer.is_permanent)


def _note_failure(message_id: int, error: str, *, for_good: bool = False) -> None:
    row = db.session.get_one(OutboxMessage, message_id)
    row.attempts += 1
    row.last_error = error[:1000]
    row.leased_until = None
    if row.state == MailState.BOUNCED or for_good or row.attempts > len(WAITS):
        settle(row, MailState.BOUNCED if row.state == MailState.BOUNCED else MailState.FAILED)
    else:
        row.due_at = clock.now() + WAITS[row.attempts - 1]
    log.warning("mail not sent", message=row.id, kind=row.kind, error=error[:200])
    db.session.commit()


def _give_back(ids: list[int], error: Exception) -> None:
    """Nobody reached the server, so no message is charged an attempt: the unsent rest of the
    batch waits a little and is tried again, however long the outage lasts."""
    db.session.rollback()
    log.warning("mail server out of reach", error=f"{type(error).__name__}: {error}"[:200])
    for message_id in ids:
        row = db.session.get(OutboxMessage, message_id, populate_existing=True)
        if row is not None and row.state == MailState.WAITING and row.leased_by == _me():
            row.leased_until = row.leased_by = None
            row.due_at = max(row.due_at, clock.now() + OUTAGE_WAIT)
            row.last_error = row.last_error or f"{type(error).__name__}: {error}"[:1000]
    db.session.commit()


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:100]
