"""Data-protection complaints: taken from anybody, acknowledged at once, answered in time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.data_rights import emails, queries
from cohort.data_rights.models import Complaint, ComplaintState
from cohort.data_rights.settings import COMPLAINT_ANSWER_DAYS
from cohort.db import db
from cohort.db.once import insert_once
from cohort.kernel import clock, ids
from cohort.kernel.person_names import read_name
from cohort.kernel.submissions import Sent
from cohort.mail import outbox
from cohort.settings.current import current

# Source: Data Protection Act 2018, section 164A(2), as of 19 June 2026.
LAW_ACKNOWLEDGES_WITHIN = dt.timedelta(days=30)


def complain(
    *,
    name: str,
    email: str,
    about: str,
    wanted: str,
    held_because: str | None,
    submission_key: str,
) -> Complaint:
    """Save it, acknowledge it and tell the administrators. The same text again is one complaint.

    Suspected spam is saved too, for a person to examine, but is not acknowledged by mail:
    otherwise the form could be used to mail strangers.
    """
    name = read_name(name)

    def make(key: str) -> Complaint:
        complaint = _new(name, email, about, wanted, held_because, key)
        db.session.add(complaint)
        return complaint

    words = (name, email, about, wanted)
    complaint = insert_once(
        submission_key, lambda key: queries.complaints_sent_with(key, email), words, make
    )
    if isinstance(complaint, Sent):
        return db.session.get_one(Complaint, complaint.id)
    if held_because is None:
        _acknowledge(complaint)
    return complaint


def _new(
    name: str, email: str, about: str, wanted: str, held_because: str | None, key: str
) -> Complaint:
    today = clock.in_zone(clock.now(), clock.LONDON).date()
    return Complaint(
        reference=ids.new_reference(),
        name=name,
        email=email,
        about=about,
        wanted=wanted,
        held_because=held_because,
        submission_key=key,
        acknowledge_by=today + LAW_ACKNOWLEDGES_WITHIN,
        answer_by=today + dt.timedelta(days=current(COMPLAINT_ANSWER_DAYS)),
    )


def _acknowledge(complaint: Complaint) -> None:
    complaint.acknowledged_at = clock.now()
    outbox.post(emails.complaint_acknowledgement(complaint))
    administrators = sa.select(User).where(
        User.administrator_since.is_not(None), User.deactivated_at.is_(None)
    )
    for administrator in db.session.scalars(administrators.order_by(User.id)):
        outbox.post(emails.complaint_received(complaint, administrator))


def release(actor: Actor, complaint: Complaint) -> None:
    """Accept a held complaint as genuine, and acknowledge it now. Once."""
    if complaint.held_because is None:
        return
    complaint.held_because = None
    _acknowledge(complaint)
    record(actor, "complaint:release", complaint)
    db.session.flush()


def work_on(actor: Actor, complaint: Complaint, *, state: str, outcome: str) -> None:
    """Save its state and outcome. A change of state goes to the audit log."""
    before = complaint.state
    complaint.state, complaint.outcome = state, outcome
    if state == ComplaintState.ANSWERED:
        complaint.answered_at = complaint.answered_at or clock.now()
    else:
        complaint.answered_at = None
    record(actor, "complaint:work-on", complaint, state=[before, state])
    db.session.flush()
