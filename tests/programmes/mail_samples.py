"""Mail about places in cohorts."""

from __future__ import annotations

import datetime as dt

from cohort.mail.outbox import Message
from cohort.programmes import emails
from cohort.programmes.models import Cohort, Invitation, Programme


def _facts(typed: str) -> tuple[Invitation, Cohort, Programme, str]:
    invitation = Invitation(
        id=1,
        name=typed,
        email="tom@example.org",
        role="participant",
        generation=1,
        times_sent=1,
        expires_at=dt.datetime(2027, 3, 2, 12, tzinfo=dt.UTC),
    )
    dates = {"starts_on": dt.date(2027, 4, 1), "ends_on": dt.date(2027, 10, 1)}
    cohort = Cohort(name=typed, slug="spring", time_zone="Europe/London", **dates)
    programme = Programme(name=typed, contact_name=typed, contact_email="hello@example.org")
    return invitation, cohort, programme, typed


def invitation(typed: str) -> Message:
    """To a cohort."""
    return emails.invitation(*_facts(typed))


def invitation_reminder(typed: str) -> Message:
    """Of an invitation to a cohort."""
    return emails.invitation_reminder(*_facts(typed))


SAMPLES = {
    "programmes/invitation": invitation,
    "programmes/invitation_reminder": invitation_reminder,
}
