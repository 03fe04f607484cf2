"""Bounces: records them, holds later mail to the address because of them, and clears them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.db import db, fetch
from cohort.kernel import clock
from cohort.mail.models import Bounce, MailState, OutboxMessage
from cohort.mail.outbox import settle

SOFT_COUNT_FOR = dt.timedelta(days=7)
MANY_SOFT = 3


@dataclass(frozen=True)
class Report:
    """One bounce as it was reported. `permanent`: no mail to this address can arrive.

    `about`: the message's Message-ID, or its id in our return address, if known.
    `key`: a repeat of the same report has the same key.
    """

    address: str
    permanent: bool
    said: str
    source: str
    about: str = ""
    message_id: int | None = None
    key: str | None = None


@dataclass(frozen=True)
class Trouble:
    """Mail to an address does not arrive: since when, and what the server said."""

    address: str
    since: dt.datetime
    is_permanent: bool
    said: str

    @property
    def sentence(self) -> str:
        """A sentence for the person, and for those who look after the cohort."""
        day = clock.say_day(self.since)
        if self.is_permanent:
            return f"Mail to {self.address} came back on {day}, so we have stopped sending there."
        return f"Mail to {self.address} has been turned away several times, last on {day}."


def record(report: Report) -> Bounce | None:
    """Store a bounce, and mark its message. None when this report is known already, or when it
    came to the mailbox and names none of our messages."""
    if report.key and _is_known(report.key):
        return None
    message = _message_of(report)
    if message is None and report.source == "mailbox":
        return None  # anybody can write to a mailbox; only our recipients know a message's id
    address = (message.to_address if message else report.address).strip().lower()
    bounce = Bounce(
        address=address[:320],
        message_id=message.id if message else None,
        permanent=report.permanent,
        said=report.said[:1000],
        source=report.source,
        report_key=report.key[:200] if report.key else None,
    )
    db.session.add(bounce)
    if message is not None and message.state in (MailState.SENT, MailState.WAITING):
        if report.permanent:
            settle(message, MailState.BOUNCED)
        message.last_error = report.said[:1000]
    db.session.flush()
    return bounce


def held_by(address: str) -> Bounce | None:
    """The permanent bounce that holds back mail to an address, unless it was cleared."""
    return db.session.scalar(
        sa.select(Bounce)
        .where(
            Bounce.address == address.strip().lower(),
            Bounce.permanent.is_(True),
            Bounce.cleared_at.is_(None),
        )
        .order_by(Bounce.at.desc(), Bounce.id.desc())
        .limit(1)
    )


def clear(address: str) -> int:
    """Send to this address again: an administrator corrected it, or its owner has shown that
    mail arrives. Returns how many bounces were cleared."""
    found = db.session.scalars(
        sa.select(Bounce).where(
            Bounce.address == address.strip().lower(), Bounce.cleared_at.is_(None)
        )
    ).all()
    for bounce in found:
        bounce.cleared_at = clock.now()
    return len(found)


TROUBLE = (  # permanent bounces first; then those of the last days
    sa.select(Bounce.at, Bounce.permanent, Bounce.said)
    .where(
        Bounce.address == sa.bindparam("address"),
        Bounce.cleared_at.is_(None),
        sa.or_(Bounce.permanent.is_(True), Bounce.at > sa.bindparam("since", type_=Bounce.at.type)),
    )
    .order_by(Bounce.permanent.desc(), Bounce.at.desc(), Bounce.id.desc())
    .limit(MANY_SOFT)
)


def mail_trouble(email: str) -> Trouble | None:
    """What to tell the owner of an address and facilitators; None when its mail arrives."""
    address = email.strip().lower()
    found = fetch(TROUBLE, address=address, since=clock.now() - SOFT_COUNT_FOR).all()
    if not found or (len(found) < MANY_SOFT and not found[0].permanent):
        return None
    latest = found[0]
    return Trouble(address, latest.at, is_permanent=latest.permanent, said=latest.said)


def _is_known(key: str) -> bool:
    query = sa.select(Bounce.id).where(Bounce.report_key == key[:200])
    return db.session.scalar(query) is not None


def _message_of(report: Report) -> OutboxMessage | None:
    """Find it by our own id or Message-ID; else the latest recent message to the address."""
    if report.message_id is not None:
        return db.session.get(OutboxMessage, report.message_id)
    if report.about:
        about = f"<{report.about.strip().strip('<>')}>"
        query = sa.select(OutboxMessage).where(OutboxMessage.message_id == about)
        found = db.session.scalar(query)
        if found is not None:
            return found
    if report.source == "mailbox":
        return None  # anybody could have written the address in the report
    return db.session.scalar(
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.to_address.in_({report.address.strip(), report.address.strip().lower()}),
            OutboxMessage.state == MailState.SENT,
            OutboxMessage.sent_at > clock.now() - SOFT_COUNT_FOR,
        )
        .order_by(OutboxMessage.sent_at.desc(), OutboxMessage.id.desc())
        .limit(1)
    )
