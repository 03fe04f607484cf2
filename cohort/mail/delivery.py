"""Delivers the outbox: leases some messages, sends each, and notes the outcome.

When a worker is killed, its leases expire and another worker takes the messages. What was sent is
committed before the next one is sent, so only the message being sent can go out twice.

A server may hang up because of one message, or because it is going down. A message is known to be
at fault once the server takes another one; hang_ups.py keeps those of which it is not known yet.
"""

from __future__ import annotations

import datetime as dt
import os
import smtplib
import socket
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from cohort.db import db
from cohort.jobs import waking
from cohort.kernel import clock
from cohort.mail import bounces
from cohort.mail.hang_ups import HungUp, Suspect, Suspects
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.outbox import settle
from cohort.mail.smtp_replies import SmtpReply, decoded
from cohort.mail.unsubscribing import is_wanted
from cohort.mail.wire import Send, Sender

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=5)
BATCH = 20
OUTAGE_WAIT = dt.timedelta(minutes=2)
SUSPECT_WAIT = OUTAGE_WAIT + dt.timedelta(seconds=30)
CHARGED = 2  # so many of the messages that may be at fault are charged an attempt each time
WAITS = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
NO_LONGER_AVAILABLE = 421  # RFC 5321: the server is closing; this says nothing of the message


def deliver_due(sender: Sender) -> int:
    """Send everything that is due; returns how many messages went out."""
    _set_right()
    run = _Run(sender)
    while not run.is_over and (ids := _lease()):
        run.send_all(ids)
        waking.beat()
    run.put_off_suspects()
    return run.sent


@dataclass
class _Run:
    """One run through what is due. `is_over`: the server is down, so the rest waits."""

    sender: Sender
    sent: int = 0
    is_over: bool = False
    suspects: Suspects = field(default_factory=Suspects)

    def send_all(self, ids: list[int]) -> None:
        """Send these, over a new connection after each hang-up, until the server is down."""
        left = deque(ids)
        while left and not self.is_over:
            try:
                with self.sender.connection() as send:
                    self._send_over(send, left)
            except (OSError, smtplib.SMTPException) as error:
                self._stop(left, f"{type(error).__name__}: {error}")

    def _send_over(self, send: Send, left: deque[int]) -> None:
        """Send one after another until all are sent or the server hangs up."""
        before = self.sent
        while left:
            message_id = left.popleft()
            try:
                gone = _deliver(message_id, send)
            except HungUp as error:
                if error.unheard and self.sent > before:  # it takes only so many at a time
                    left.appendleft(message_id)
                    return
                self.suspects.add(message_id, error)
                if self.suspects.clear_the_messages:
                    self._stop(left, error.said)
                return
            if gone:
                self.sent += 1
                self._charge(self.suspects.take())

    def _stop(self, left: deque[int], said: str) -> None:
        self.is_over = True
        log.warning("mail server out of reach", error=said[:200])
        _give_back(left, said, OUTAGE_WAIT)
        left.clear()

    def put_off_suspects(self) -> None:
        """The server took nothing after these: it may be at fault itself. The first are charged,
        so that one that it never takes fails in the end; the others come after everything else."""
        found = self.suspects.take()
        self._charge(found[:CHARGED])
        for message_id, said in found[CHARGED:]:
            _give_back([message_id], said, SUSPECT_WAIT)

    def _charge(self, found: list[Suspect]) -> None:
        for message_id, said in found:
            if _is_ours(db.session.get(OutboxMessage, message_id, populate_existing=True)):
                _note_failure(message_id, said)


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
    """Lease some due messages, those that somebody waits for (codes) first. On SQLite the write
    lock keeps other workers out, on PostgreSQL the row locks do."""
    now = clock.now()
    query = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.state == MailState.WAITING,
            OutboxMessage.due_at <= now,
            sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now),
        )
        .order_by(OutboxMessage.secret.desc(), OutboxMessage.due_at, OutboxMessage.id)
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
    """Send it if it is still ours; whether it went out. Raises HungUp."""
    row = _still_ours(message_id)
    if row is None:
        return False
    try:
        send(row)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _note_refusal(message_id, _answer(code, words))
    except smtplib.SMTPSenderRefused as error:
        # The fault is ours, not the recipient's: once somebody mends it, all of this mail goes.
        answer = _answer(error.smtp_code, error.smtp_error, unheard=True)
        said = f"The mail server does not let us send: {answer.code} {answer.said}"
        _note_failure(message_id, said)
    except smtplib.SMTPResponseException as error:
        _note_refusal(message_id, _answer(error.smtp_code, error.smtp_error))
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        # an address that no header can hold, or that this server cannot take
        said = f"It cannot be sent to this address: {decoded(str(error))}"
        _note_failure(message_id, said, for_good=True)
    except OSError as error:
        slow = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        raise HungUp(f"The server hung up: {decoded(str(error))}", slow=slow) from error
    else:
        _note_sent(message_id)
        return True
    return False


def _answer(code: int, words: bytes | str, *, unheard: bool = False) -> SmtpReply:
    """The server's answer. Raises HungUp for one that says it is closing."""
    said = decoded(words)
    if code == NO_LONGER_AVAILABLE:
        raise HungUp(f"{code} {said}", unheard=unheard)
    return SmtpReply(code, said)


def _still_ours(message_id: int) -> OutboxMessage | None:
    """The message with its lease renewed; None when another worker has taken it over, or when it
    must not be sent after all.

    Commits, so that no transaction is open while we talk to a slow server.
    """
    row = db.session.get(OutboxMessage, message_id, with_for_update=True, populate_existing=True)
    now = clock.now()
    if row is None or not (_is_ours(row) and row.leased_until and row.leased_until > now):
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


def _give_back(ids: Iterable[int], said: str, wait: dt.timedelta) -> None:
    """Put messages off without charging them an attempt, however long the outage lasts."""
    db.session.rollback()
    for message_id in ids:
        row = db.session.get(OutboxMessage, message_id, populate_existing=True)
        if row is not None and _is_ours(row):
            row.leased_until = row.leased_by = None
            row.due_at = max(row.due_at, clock.now() + wait)
            row.last_error = row.last_error or said[:1000]
    db.session.commit()


def _is_ours(row: OutboxMessage | None) -> bool:
    return row is not None and row.state == MailState.WAITING and row.leased_by == _me()


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:100]
