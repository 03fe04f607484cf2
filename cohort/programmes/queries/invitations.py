"""Finding invitations: by their link, and for the people who send them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import current_app

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.db import db
from cohort.kernel import clock, link_tokens
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.mail.models import Bounce, MailState, OutboxMessage
from cohort.programmes.models import AgreementVersion, Cohort, Invitation, Membership, Programme
from cohort.programmes.queries.agreements import find_latest_wording

PURPOSE = "invitation"
PAGE_SIZE = 50


def token_of(invitation: Invitation) -> str:
    """The token at the end of its link; it stays the same when the invitation is sent again."""
    secret = current_app.config["SECRET_KEY"]
    return link_tokens.write_token(secret, PURPOSE, invitation.id, invitation.generation)


def link_of(invitation: Invitation) -> str:
    """The whole address of its page."""
    return f"{current_app.config['PUBLIC_URL']}/invitation/{token_of(invitation)}"


def find_by_token(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation of a link; None for a link that was cut short, changed or made up."""
    try:
        number = link_tokens.id_in(token)
    except ValueError:
        return None
    found = db.session.get(Invitation, number, with_for_update=lock or None)
    secret = current_app.config["SECRET_KEY"]
    if found and link_tokens.is_genuine(token, secret, PURPOSE, found.id, found.generation):
        return found
    return None


@dataclass(frozen=True)
class OpenedInvitation:
    """What an invitation's page shows. `account` is the account that has the invited address;
    `membership` is the viewer's own in the cohort, even when they have left it."""

    invitation: Invitation
    inviter: str
    cohort: Cohort | None
    programme: Programme | None
    wording: AgreementVersion | None
    account: User | None
    viewer: User | None
    membership: Membership | None

    @property
    def state(self) -> str:
        return state_of(self.invitation)

    @property
    def is_member(self) -> bool:
        """Whether the viewer is in the cohort now."""
        return self.membership is not None and self.membership.left_at is None

    @property
    def is_own(self) -> bool:
        """Whether the viewer's account has the invited address."""
        return self.viewer is not None and self.viewer.email == self.invitation.email


def state_of(invitation: Invitation) -> str:
    """'open', 'accepted', 'revoked' or 'expired'."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "open" if invitation.expires_at > clock.now() else "expired"


def open_by_token(viewer: Actor, token: str) -> OpenedInvitation | None:
    """Everything about the invitation of a link; None unless the link is genuine."""
    invitation = find_by_token(token)
    if invitation is None:
        return None
    cohort = invitation.cohort_id and db.session.get(Cohort, invitation.cohort_id)
    programme = db.session.get(Programme, cohort.programme_id) if cohort else None
    inviter = db.session.get(User, invitation.invited_by) if invitation.invited_by else None
    return OpenedInvitation(
        invitation=invitation,
        inviter=inviter.name if inviter else "",
        cohort=cohort or None,
        programme=programme,
        wording=wording_asked(programme),
        account=db.session.scalar(sa.select(User).where(User.email == invitation.email)),
        viewer=db.session.get(User, viewer.user_id) if viewer.is_signed_in else None,
        membership=find_membership(invitation.cohort_id, viewer.user_id),
    )


def wording_asked(programme: Programme | None) -> AgreementVersion | None:
    """The wording of the agreement that new members agree to."""
    if programme is None or not programme.agreement_number:
        return None
    return find_latest_wording(programme.id)


def find_membership(cohort_id: int | None, user_id: int) -> Membership | None:
    """Somebody's membership of a cohort, even one they have left."""
    return db.session.scalar(
        sa.select(Membership).where(
            Membership.cohort_id == cohort_id, Membership.user_id == user_id
        )
    )


@dataclass(frozen=True)
class InvitationRow:
    """An invitation in the list. `trouble` says what is wrong with its mail, if anything."""

    id: int
    name: str
    email: str
    organisation: str
    role: str
    state: str
    sent_at: dt.datetime
    expires_at: dt.datetime
    accepted_at: dt.datetime | None
    revoked_at: dt.datetime | None
    times_sent: int
    trouble: str = ""


def mail_key(invitation: Invitation) -> str:
    """The outbox's key for the latest mail of an invitation."""
    return f"invitation:{invitation.id}:{invitation.times_sent}"


def _of(viewer: Actor) -> sa.ColumnElement[bool]:
    """The condition for the invitations of the URL: the cohort's, or those to the site."""
    if viewer.asked_cohort is None:
        return sa.and_(Invitation.cohort_id.is_(None), sa.literal(viewer.is_administrator))
    return sa.and_(Invitation.cohort_id == viewer.cohort.id, sa.literal(viewer.stands_within))


def invitations_visible_to(viewer: Actor, before: int | None) -> Page[InvitationRow]:
    """The invitations of the cohort of the URL (or of the site), newest first."""
    query = sa.select(Invitation).where(_of(viewer)).order_by(Invitation.id.desc())
    if before is not None:
        query = query.where(Invitation.id < before)
    rows = db.session.scalars(query.limit(PAGE_SIZE + 1)).all()
    trouble = mail_trouble_of(rows)
    return Page.cut([_row(row, trouble.get(row.id, "")) for row in rows], PAGE_SIZE)


def _row(row: Invitation, trouble: str) -> InvitationRow:
    return InvitationRow(
        id=row.id,
        name=row.name,
        email=row.email,
        organisation=row.organisation,
        role=row.role,
        state=state_of(row),
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        revoked_at=row.revoked_at,
        times_sent=row.times_sent,
        trouble=trouble if row.accepted_at is None and row.revoked_at is None else "",
    )


def mail_trouble_of(rows: Sequence[Invitation]) -> dict[int, str]:
    """{invitation: what is wrong with its mail} for those whose mail did not arrive."""
    if not rows:
        return {}
    bounced = bounced_addresses(row.email for row in rows)
    failed = set(
        db.session.scalars(
            sa.select(OutboxMessage.once_key).where(
                OutboxMessage.once_key.in_([mail_key(row) for row in rows]),
                OutboxMessage.state.in_((MailState.FAILED, MailState.BOUNCED)),
            )
        )
    )
    words = {
        row.id: "The mail came back: check the address" for row in rows if row.email in bounced
    }
    return {row.id: "The mail could not be sent" for row in rows if mail_key(row) in failed} | words


def bounced_addresses(addresses: Iterable[str]) -> set[str]:
    """Which of these addresses have a permanent bounce that nobody has cleared."""
    wanted = {address.lower() for address in addresses}
    found = db.session.scalars(
        sa.select(Bounce.address).where(
            Bounce.address.in_(wanted), Bounce.permanent, Bounce.cleared_at.is_(None)
        )
    )
    return {address.lower() for address in found}


def get_invitation(viewer: Actor, invitation_id: int, *, lock: bool = False) -> Invitation:
    """One invitation of the cohort of the URL (or of the site). Raises NotFound."""
    query = sa.select(Invitation).where(Invitation.id == invitation_id, _of(viewer))
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("No such invitation.")
    return found


def get_line(viewer: Actor, invitation_id: int) -> tuple[Invitation, InvitationRow]:
    """One invitation, and its row in the list. Raises NotFound."""
    row = get_invitation(viewer, invitation_id)
    return row, _row(row, mail_trouble_of([row]).get(row.id, ""))


@dataclass(frozen=True)
class KnownAddresses:
    """Which of some addresses are in the cohort, or invited to it, already."""

    members: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)


def standing_of(cohort_id: int | None, addresses: Iterable[str]) -> KnownAddresses:
    """Which of these addresses need no invitation to the cohort (None: to the site)."""
    wanted = list(addresses)
    invited = db.session.scalars(
        sa.select(Invitation.email).where(
            Invitation.email.in_(wanted),
            Invitation.cohort_id == cohort_id
            if cohort_id is not None
            else Invitation.cohort_id.is_(None),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
    )
    members = sa.select(User.email).where(User.email.in_(wanted))
    if cohort_id is not None:
        members = members.join(Membership, Membership.user_id == User.id).where(
            Membership.cohort_id == cohort_id, Membership.left_at.is_(None)
        )
    return KnownAddresses(members=set(db.session.scalars(members)), invited=set(invited))


def to_remind(until: dt.datetime, sent_before: dt.datetime, most: int) -> Sequence[Invitation]:
    """Open invitations that expire before `until` and whose owners were not reminded yet."""
    return db.session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.reminded_at.is_(None),
            Invitation.no_reminders_at.is_(None),
            Invitation.expires_at > clock.now(),
            Invitation.expires_at <= until,
            Invitation.sent_at < sent_before,
        )
        .order_by(Invitation.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
