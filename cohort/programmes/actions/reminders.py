"""Reminds people, once, of an invitation that is about to expire, unless they opt out."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.models import User
from cohort.db import db
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.mail.unsubscribing import Subscription
from cohort.programmes import emails
from cohort.programmes.models import Cohort, Invitation, Programme
from cohort.programmes.queries.invitations import to_remind

REMIND_BEFORE = dt.timedelta(days=4)
NOT_SENT_SINCE = dt.timedelta(days=2)
MOST_AT_ONCE = 200


def remind_of_invitations() -> str:
    """Send a reminder of each open invitation that expires within four days; returns how many."""
    now = clock.now()
    due = to_remind(now + REMIND_BEFORE, now - NOT_SENT_SINCE, MOST_AT_ONCE)
    for invitation in due:
        invitation.reminded_at = now
        _remind(invitation)
    return f"reminded {len(due)}"


def _remind(invitation: Invitation) -> None:
    cohort = db.session.get(Cohort, invitation.cohort_id) if invitation.cohort_id else None
    programme = db.session.get(Programme, cohort.programme_id) if cohort else None
    inviter = db.session.get(User, invitation.invited_by) if invitation.invited_by else None
    name = inviter.name if inviter else ""
    outbox.post(emails.invitation_reminder(invitation, cohort, programme, name))


def find_subscription(subject_id: int, category: str) -> Subscription | None:
    """Whether we may remind an invitation's owner of it; None when it is gone."""
    invitation = db.session.get(Invitation, subject_id)
    if invitation is None or category != "reminders":
        return None
    return Subscription("your invitation", invitation.no_reminders_at is None)


def stop(subject_id: int, category: str) -> None:
    """Send no reminder. The invitation itself stays as it is."""
    invitation = db.session.get(Invitation, subject_id)
    if invitation and category == "reminders" and invitation.no_reminders_at is None:
        invitation.no_reminders_at = clock.now()


def resume(subject_id: int, category: str) -> None:
    """Send the reminder after all, if it has not gone yet."""
    invitation = db.session.get(Invitation, subject_id)
    if invitation and category == "reminders":
        invitation.no_reminders_at = None
