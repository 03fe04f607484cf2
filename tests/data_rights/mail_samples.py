"""Mail about people's data."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.models import User
from cohort.data_rights import emails
from cohort.data_rights.models import AccountDeletion, Complaint, DataExport
from cohort.mail.outbox import Message

MOMENT = dt.datetime(2027, 3, 9, 14, tzinfo=dt.UTC)


def _user(typed: str) -> User:
    return User(id=1, name=typed, email="amira@example.org")


def _wish(remove_posts: bool = False) -> AccountDeletion:
    return AccountDeletion(id=5, due_at=MOMENT, remove_posts=remove_posts)


def _complaint(typed: str) -> Complaint:
    return Complaint(
        id=7,
        reference="7KXP-2M4Q",
        name=typed,
        email="tom@example.org",
        about=typed,
        wanted=typed,
        answer_by=dt.date(2027, 3, 9),
    )


def export_ready(typed: str) -> Message:
    """For a week."""
    return emails.export_ready(_user(typed), DataExport(id=3, expires_at=MOMENT))


def deletion_asked(typed: str) -> Message:
    """By the person, who leaves the words of posts."""
    return emails.deletion_asked(_user(typed), _wish(), by_administrator=False)


def deletion_done(typed: str) -> Message:
    """With the words of posts."""
    return emails.deletion_done(typed, "amira@example.org", _wish(remove_posts=True))


def inactive(typed: str) -> Message:
    """After three years."""
    return emails.inactive(_user(typed), MOMENT, 36)


def complaint_acknowledgement(typed: str) -> Message:
    """With all that was said."""
    return emails.complaint_acknowledgement(_complaint(typed))


def complaint_received(typed: str) -> Message:
    """For an administrator; says nothing of what the complaint says."""
    return emails.complaint_received(_complaint("Somebody"), _user(typed))


SAMPLES = {
    "data_rights/export_ready": export_ready,
    "data_rights/deletion_asked": deletion_asked,
    "data_rights/deletion_done": deletion_done,
    "data_rights/inactive": inactive,
    "data_rights/complaint_acknowledgement": complaint_acknowledgement,
    "data_rights/complaint_received": complaint_received,
}
