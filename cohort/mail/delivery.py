"""Delivering the outbox: lease some messages, send each, note what came of it.

A worker that is killed leaves its leases behind; they run out and another worker takes the
messages. Each message's outcome is committed before the next one is sent, so at most the
one in hand can go out twice.
"""

from __future__ import annotations

import datetime as dt
import os
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from urllib.parse import unquote, urlsplit

import idna
import sqlalchemy as sa
import structlog

from cohort.db import db
from cohort.kernel import clock
from cohort.mail.models import MailState, OutboxMessage
from config import Config

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=5)
BATCH = 20
SMTP_TIMEOUT_SECONDS = 30
OUTAGE_WAIT = dt.timedelta(minutes=2)
WAITS = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
Send = Callable[[EmailMessage], None]


def deliver_due(sender: Sender) -> int:
    """Send everything that is due; returns how many messages went out."""
    sent = 0
    while True:
        ids = _lease()
        if not ids:
            return sent
        try:
            with sender.connection() as send:
                for message_id in ids:
                    sent += _deliver(message_id, send, sender.from_address)
        except (OSError, smtplib.SMTPException) as error:
            _give_back(ids, error)
            return sent


class Sender:
    """Where mail goes: the SMTP server of `url`, or files in a folder where there is none."""

    def __init__(self, url: str | None, from_name: str, from_address: str, folder: Path) -> None:
        self.url = url
        self.from_address = Address(from_name, addr_spec=from_address)
        self.folder = folder

    @classmethod
    def of(cls, config: Config) -> Sender:
        """As the settings say."""
        folder = config.instance_path / "mailbox"
        return cls(config.smtp_url, config.site_name, config.mail_from, folder)

    @contextmanager
    def connection(self) -> Iterator[Send]:
        """A function that sends one message. Raises OSError or SMTPException."""
        if self.url is None:
            yield self._keep_as_file
            return
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port
        smtp: smtplib.SMTP
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(
                host, port or 465, timeout=SMTP_TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(host, port or 25, timeout=SMTP_TIMEOUT_SECONDS)
        with smtp:
            if parts.scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
            if parts.username:
                smtp.login(unquote(parts.username), unquote(parts.password or ""))
            yield lambda message: _hand_over(smtp, message)

    def _keep_as_file(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (self.folder / f"{name}.eml").write_bytes(message.as_bytes())


def as_email(row: OutboxMessage, from_address: Address) -> EmailMessage:
    """The message as it goes over the wire. EmailMessage itself refuses line ends in headers."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = from_address
    message["To"] = Address(" ".join(row.to_name.split()), addr_spec=_ascii_domain(row.to_address))
    message["Subject"] = row.subject
    message["Date"] = row.created_at
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.text)
    message.add_alternative(row.html, subtype="html")
    return message


def _ascii_domain(address: str) -> str:
    """`tom@bücher.example` as servers without SMTPUTF8 know it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain}" if domain.isascii() else f"{local}@{idna.encode(domain).decode()}"


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    smtp.send_message(message)


def _lease() -> list[int]:
    """Take some due messages for a while. On SQLite the write lock keeps others out, on
    PostgreSQL the row locks do."""
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


def _deliver(message_id: int, send: Send, from_address: Address) -> bool:
    row = _still_ours(message_id)
    if row is None:
        return False
    try:
        send(as_email(row, from_address))
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _note_failure(message_id, f"{code} {_said(words)}", code >= 500)
    except smtplib.SMTPServerDisconnected as error:
        # It may be this message that the server cannot bear: the others are not charged for it.
        _note_failure(message_id, f"The server hung up: {error}", for_good=False)
        raise
    except smtplib.SMTPResponseException as error:
        _note_failure(
            message_id, f"{error.smtp_code} {_said(error.smtp_error)}", error.smtp_code >= 500
        )
    except (ValueError, UnicodeError, smtplib.SMTPNotSupportedError) as error:
        # an address that cannot be written, or that this server cannot take
        _note_failure(message_id, f"It cannot be sent to this address: {error}", for_good=True)
    except smtplib.SMTPException as error:
        _note_failure(message_id, f"{type(error).__name__}: {error}", for_good=False)
    else:
        _note_sent(message_id)
        return True
    return False


def _still_ours(message_id: int) -> OutboxMessage | None:
    """The message, its lease renewed, unless another worker has taken it over meanwhile.

    Commits, so that no transaction is open while a slow server is spoken to.
    """
    row = db.session.get(OutboxMessage, message_id, with_for_update=True)
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
    row.leased_until = now + LEASE
    db.session.commit()
    return row


def _note_sent(message_id: int) -> None:
    row = db.session.get_one(OutboxMessage, message_id)
    row.state, row.sent_at, row.leased_until = MailState.SENT, clock.now(), None
    row.attempts += 1
    row.last_error = None
    db.session.commit()


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def _said(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _note_failure(message_id: int, error: str, for_good: bool) -> None:
    row = db.session.get_one(OutboxMessage, message_id)
    row.attempts += 1
    row.last_error = error[:1000]
    row.leased_until = None
    if for_good or row.attempts > len(WAITS):
        row.state = MailState.FAILED
    else:
        row.due_at = clock.now() + WAITS[row.attempts - 1]
    log.warning("mail not sent", message=row.id, kind=row.kind, error=error[:200])
    db.session.commit()


def _give_back(ids: list[int], error: Exception) -> None:
    """The server could not be spoken to. That is nobody's failed attempt: whatever of the batch
    is unsent waits a little and is tried again, however long the outage lasts."""
    db.session.rollback()
    log.warning("mail server out of reach", error=f"{type(error).__name__}: {error}"[:200])
    for message_id in ids:
        row = db.session.get(OutboxMessage, message_id)
        if row is not None and row.state == MailState.WAITING and row.leased_by == _me():
            row.leased_until = row.leased_by = None
            row.due_at = max(row.due_at, clock.now() + OUTAGE_WAIT)
            row.last_error = row.last_error or f"{type(error).__name__}: {error}"[:1000]
    db.session.commit()
