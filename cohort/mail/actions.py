"""What administrators do about mail. Each act goes into the audit log."""

from __future__ import annotations

from flask import current_app

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.kernel.errors import DomainError
from cohort.mail import bounces
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.outbox import WAKE, compose, post, settle


class CannotSend(DomainError):
    """This message cannot be sent again; the error says why and what to do."""


def resend(actor: Actor, row: OutboxMessage) -> None:
    """Send a message again, or a waiting one now. Raises CannotSend."""
    db.session.refresh(row, with_for_update=True)
    if row.leased_until is not None and row.leased_until > clock.now():
        # A worker is sending it: without that lease, another would send it a second time.
        raise CannotSend("It is being sent just now. Look again in a minute.")
    if not row.text:
        raise CannotSend(
            "Its text was removed: it held a code or a link for one person alone, who can ask for "
            "a new one, or its time was over."
        )
    if not row.secret and bounces.held_by(row.to_address):
        raise CannotSend(
            f"Mail to {row.to_address} is held, because it came back. Send to that address "
            "again first."
        )
    if row.state != MailState.WAITING:
        # Servers drop a second message with the same Message-ID.
        host = current_app.config["MAIL_FROM"].rpartition("@")[2]
        row.message_id = f"<{ids.write_id(ids.new_id())}@{host}>"
    record(actor, "mail:resend", row, kind=row.kind, was=row.state)
    row.state, row.due_at, row.attempts = MailState.WAITING, clock.now(), 0
    row.last_error = row.leased_until = row.leased_by = None
    db.session.info[WAKE] = True


def cancel(actor: Actor, row: OutboxMessage) -> bool:
    """Do not send a waiting message; False when it was sent already."""
    if row.state != MailState.WAITING:
        return False
    settle(row, MailState.CANCELLED)
    record(actor, "mail:cancel", row, kind=row.kind)
    return True


def clear_bounces(actor: Actor, row: OutboxMessage) -> int:
    """Send to this message's address again, now that it is mended; how many were cleared."""
    cleared = bounces.clear(row.to_address)
    if cleared:
        record(actor, "mail:clear-bounces", row, cleared=cleared)
    return cleared


def send_test(actor: Actor, address: str) -> OutboxMessage:
    """Post a test message to any address, to show that mail goes out and arrives."""
    message = compose(
        "mail/test",
        to_address=address,
        to_name=actor.name,
        asked_by=actor.name,
        asked_at=clock.now(),
        mail_url=f"{current_app.config['PUBLIC_URL']}/admin/mail",
    )
    row = post(message)
    db.session.flush()
    record(actor, "mail:test", row)
    return row
