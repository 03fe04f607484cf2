"""Gives each mail that comes in to the one handler it is for, exactly once."""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from cohort.db import db
from cohort.features import declared
from cohort.mail.incoming.received import BIGGEST, Received
from cohort.mail.models import IncomingMail

log = structlog.get_logger(__name__)
KNOWN, NOBODYS, FAILED = "known", "for nobody", "failed"


def take(raw: bytes, *, is_too_big: bool = False) -> str:
    """Handle a mail and commit; returns what became of it.

    The record that it was handled is in the transaction that did it: a mail that comes again,
    because the process was killed before it could tell the mailbox, is known. Raises what the
    database raises when it cannot be reached or is busy: the mail is then to come again.
    """
    is_too_big = is_too_big or len(raw) > BIGGEST
    received = Received.of(
        raw[:BIGGEST] if not is_too_big else _headers(raw), is_too_big=is_too_big
    )
    key = received.key
    if db.session.scalar(sa.select(IncomingMail.id).where(IncomingMail.key == key)) is not None:
        db.session.rollback()
        return KNOWN
    try:
        outcome = _handled(received)
    except (OperationalError, InterfaceError):  # the database's trouble, not the mail's
        db.session.rollback()
        raise
    except Exception:  # one mail that we cannot read must not keep the next from being read
        db.session.rollback()
        log.exception("a mail could not be handled", key=key)
        outcome = FAILED
    db.session.add(IncomingMail(key=key, outcome=outcome[:60]))
    try:
        db.session.commit()
    except IntegrityError:  # another process has just handled the same mail: theirs counts
        db.session.rollback()
        return KNOWN
    return outcome


def _handled(received: Received) -> str:
    for handler in declared("incoming", "HANDLERS"):
        outcome: str | None = handler(received)
        if outcome is not None:
            return outcome
    return NOBODYS


def _headers(raw: bytes) -> bytes:
    """The headers of a mail that is too big to be read, without its body."""
    start = raw[: 256 * 1024].replace(b"\r\n", b"\n")
    return start.partition(b"\n\n")[0] + b"\n\n"
