"""Mail about places in cohorts."""

from __future__ import annotations

from cohort.mail import unsubscribing
from cohort.mail.outbox import Message, compose
from cohort.programmes.models import Cohort, Invitation, Programme
from cohort.programmes.queries.invitations import link_of, mail_key


def invitation(
    invited: Invitation, cohort: Cohort | None, programme: Programme | None, inviter: str
) -> Message:
    """Says who invites them, to what, until when, and gives the link."""
    return _about(invited, cohort, programme, inviter, "programmes/invitation", mail_key(invited))


def invitation_reminder(
    invited: Invitation, cohort: Cohort | None, programme: Programme | None, inviter: str
) -> Message:
    """Says, once, that an invitation is about to expire."""
    return _about(
        invited,
        cohort,
        programme,
        inviter,
        "programmes/invitation_reminder",
        f"invitation-reminder:{invited.id}",
        unsubscribe_url=unsubscribing.unsubscribe_url("invitation", invited.id, "reminders"),
    )


def _about(
    invited: Invitation,
    cohort: Cohort | None,
    programme: Programme | None,
    inviter: str,
    kind: str,
    once_key: str,
    unsubscribe_url: str = "",
) -> Message:
    return compose(
        kind,
        to_address=invited.email,
        to_name=invited.name,
        once_key=once_key,
        invitation=invited,
        cohort=cohort,
        programme=programme,
        inviter=inviter,
        zone=cohort.time_zone if cohort else "Europe/London",
        link=link_of(invited),
        reply_to=programme.contact_email if programme else "",
        unsubscribe_url=unsubscribe_url,
        useful_until=invited.expires_at,
    )
