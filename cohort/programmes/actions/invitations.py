"""Inviting people, and resending, revoking and accepting invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cohort.access.actor import Actor, Role
from cohort.accounts.actions.people import create_user
from cohort.accounts.models import User
from cohort.accounts.passwords import hash_password
from cohort.audit_log.actions import record
from cohort.db import db, take_advisory_lock
from cohort.db.write_lock import release_write_lock
from cohort.kernel import clock
from cohort.kernel.errors import Clash, Closed, NotFound
from cohort.mail import outbox
from cohort.programmes import emails
from cohort.programmes.actions.agreements import give_consent
from cohort.programmes.actions.memberships import join_cohort
from cohort.programmes.models import AgreementVersion, Cohort, Invitation, Programme
from cohort.programmes.queries.agreements import find_consent
from cohort.programmes.queries.invitations import (
    find_by_token,
    get_invitation,
    standing_of,
    state_of,
    wording_asked,
)
from cohort.programmes.settings import INVITATION_DAYS
from cohort.settings.current import current


@dataclass(frozen=True)
class Invitee:
    """Somebody to invite. `email` is in lower case."""

    name: str
    email: str
    organisation: str = ""


def invite(
    actor: Actor, cohort: Cohort | None, invitees: Sequence[Invitee], role: Role
) -> list[Invitation]:
    """Invite people to a cohort, or to the site when `cohort` is None. Members, and people with an
    open invitation, get no other: pressed twice, it invites each person once."""
    take_advisory_lock("invite")
    standing = standing_of(cohort.id if cohort else None, [one.email for one in invitees])
    needed = {
        one.email: one
        for one in invitees
        if one.email not in standing.members and one.email not in standing.invited
    }
    return [_invite(actor, cohort, one, role) for one in needed.values()]


def _invite(actor: Actor, cohort: Cohort | None, invitee: Invitee, role: Role) -> Invitation:
    invitation = Invitation(
        cohort_id=cohort.id if cohort else None,
        role=role,
        email=invitee.email,
        name=invitee.name,
        organisation=invitee.organisation,
        invited_by=actor.user_id or None,
        generation=1,
        times_sent=1,
        expires_at=_new_expiry(),
    )
    db.session.add(invitation)
    db.session.flush()
    _record(actor, "invitation:make", invitation, cohort, role=str(role))
    _post(invitation, cohort, actor.name)
    return invitation


def resend_invitation(actor: Actor, invitation_id: int, *, times_sent: int) -> Invitation:
    """Send the same invitation again, valid from now. `times_sent` is how often it had been sent
    when the button was shown, so that a second press sends nothing more.

    Raises Closed when it was accepted or revoked.
    """
    invitation = get_invitation(actor, invitation_id, lock=True)
    if invitation.accepted_at or invitation.revoked_at:
        raise Closed("This invitation was accepted or revoked, so it cannot be sent again.")
    if invitation.times_sent != times_sent:
        return invitation
    invitation.times_sent += 1
    invitation.sent_at = clock.now()
    invitation.expires_at = _new_expiry()
    cohort = _cohort_of(invitation)
    _record(actor, "invitation:resend", invitation, cohort)
    _post(invitation, cohort, actor.name)
    return invitation


def revoke_invitation(actor: Actor, invitation_id: int) -> Invitation:
    """Revoke an invitation: its link no longer opens anything. Raises Closed once accepted."""
    invitation = get_invitation(actor, invitation_id, lock=True)
    if invitation.accepted_at:
        raise Closed("This invitation was accepted already. Remove the member instead.")
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        _record(actor, "invitation:revoke", invitation, _cohort_of(invitation))
    return invitation


@dataclass(frozen=True)
class Accepted:
    """Who accepted, and the cohort's slug where there is one."""

    user: User
    cohort_slug: str | None


def accept_as_new(token: str, *, name: str, password: str, wording: int) -> Accepted:
    """Make the account, membership and consent of the person with the link, in one step.

    Raises Closed when the invitation is not open, Clash (field 'agree') when the agreement was
    reworded meanwhile, Clash (field 'email') when the address has an account.
    """
    release_write_lock()  # hashing is slow on purpose
    password_hash = hash_password(password)
    invitation, cohort, asked = _take(token, wording)
    user = create_user(name=name, email=invitation.email, password=None)
    user.password_hash = password_hash
    actor = Actor(user_id=user.id, name=user.name)
    record(actor, "person:accept-invitation", user)
    return _accept(actor, user, invitation, cohort, asked)


def accept_as(actor: Actor, token: str, *, wording: int) -> Accepted:
    """Join with the account that is signed in, whatever its address.

    Raises Closed when the invitation is not open, Clash when the agreement was reworded.
    """
    user = db.session.get(User, actor.user_id)
    if user is None:
        raise NotFound("Nobody is signed in.")
    return _accept(actor, user, *_take(token, wording))


def _take(token: str, wording: int) -> tuple[Invitation, Cohort | None, AgreementVersion | None]:
    """The open invitation, locked until the commit. Writes nothing yet."""
    take_advisory_lock("accept")
    invitation = find_by_token(token, lock=True)
    if invitation is None or state_of(invitation) != "open":
        raise Closed("This invitation is not open any more.")
    cohort = _cohort_of(invitation)
    asked = wording_asked(db.session.get(Programme, cohort.programme_id)) if cohort else None
    if asked is not None and asked.number != wording:
        raise Clash("The agreement was reworded. Read it again and tick the box", field="agree")
    return invitation, cohort, asked


def _accept(
    actor: Actor,
    user: User,
    invitation: Invitation,
    cohort: Cohort | None,
    asked: AgreementVersion | None,
) -> Accepted:
    invitation.accepted_at = clock.now()
    invitation.accepted_by = user.id
    if cohort is not None:
        role, organisation = Role(invitation.role), invitation.organisation
        membership = join_cohort(actor, cohort, user.id, role, organisation)
        if asked is not None and find_consent(membership.id, asked.id) is None:
            give_consent(actor, membership, asked)
    _record(actor, "invitation:accept", invitation, cohort)
    db.session.flush()
    return Accepted(user, cohort.slug if cohort else None)


def words_to_send(invitation: Invitation) -> str:
    """The text of the invitation's mail, to send by hand if the mail does not arrive."""
    cohort = _cohort_of(invitation)
    programme = db.session.get(Programme, cohort.programme_id) if cohort else None
    inviter = db.session.get(User, invitation.invited_by) if invitation.invited_by else None
    return emails.invitation(invitation, cohort, programme, inviter.name if inviter else "").text


def _post(invitation: Invitation, cohort: Cohort | None, inviter: str) -> None:
    programme = db.session.get(Programme, cohort.programme_id) if cohort else None
    outbox.post(emails.invitation(invitation, cohort, programme, inviter))


def _cohort_of(invitation: Invitation) -> Cohort | None:
    return db.session.get(Cohort, invitation.cohort_id) if invitation.cohort_id else None


def _new_expiry() -> dt.datetime:
    return clock.now() + dt.timedelta(days=current(INVITATION_DAYS))


def _record(
    actor: Actor, act: str, invitation: Invitation, cohort: Cohort | None, **details: str
) -> None:
    record(
        actor,
        act,
        invitation,
        programme_id=cohort.programme_id if cohort else None,
        cohort_id=cohort.id if cohort else None,
        **details,
    )
