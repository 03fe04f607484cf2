"""The members of a cohort as its facilitators and organisers look after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.db import db
from cohort.kernel.errors import NotFound
from cohort.programmes.models import AgreementVersion, Consent, Membership, Programme
from cohort.programmes.queries.invitations import bounced_addresses
from cohort.programmes.queries.people import MOST_PEOPLE


@dataclass(frozen=True)
class Member:
    """A member, with what the desk shows of them. `agreed_at`: when to `agreed_number`."""

    membership_id: int
    user_id: int
    name: str
    email: str
    role: str
    organisation: str
    joined_at: dt.datetime
    left_at: dt.datetime | None
    agreed_number: int
    agreed_at: dt.datetime | None
    asked_number: int
    is_closed: bool
    mail_comes_back: bool = False

    @property
    def agreement_words(self) -> str:
        """'Wording 2' once agreed, with 'not yet to wording 3' where that is required."""
        if not self.asked_number:
            return "No agreement"
        if not self.agreed_number:
            return "Not yet"
        late = f", not yet {self.asked_number}" if self.agreed_number < self.asked_number else ""
        return f"Wording {self.agreed_number}{late}"


def _members(viewer: Actor) -> Any:
    return (
        sa.select(Membership, User, Programme.agreement_number, Consent.agreed_at)
        .join(User, User.id == Membership.user_id)
        .join(Programme, Programme.id == viewer.programme.id)
        .outerjoin(
            AgreementVersion,
            sa.and_(
                AgreementVersion.programme_id == Programme.id,
                AgreementVersion.number == Membership.agreed_number,
            ),
        )
        .outerjoin(
            Consent,
            sa.and_(
                Consent.membership_id == Membership.id,
                Consent.agreement_version_id == AgreementVersion.id,
            ),
        )
        .where(Membership.cohort_id == viewer.cohort.id, sa.literal(viewer.stands_within))
    )


def members_to_look_after(viewer: Actor) -> Sequence[Member]:
    """Everybody in the cohort of the URL, and below them the people who left."""
    rows = db.session.execute(
        _members(viewer)
        .order_by(
            Membership.left_at.is_not(None),
            (Membership.role == Role.FACILITATOR).desc(),
            User.name,
            Membership.id,
        )
        .limit(MOST_PEOPLE)
    ).all()
    bounced = bounced_addresses(row.User.email for row in rows)
    return [_member(row, bounced) for row in rows]


def get_member(viewer: Actor, membership_id: int) -> Member:
    """One member of the cohort of the URL, even one who has left. Raises NotFound."""
    row = db.session.execute(_members(viewer).where(Membership.id == membership_id)).one_or_none()
    if row is None:
        raise NotFound("No such member.")
    return _member(row, bounced_addresses([row.User.email]))


def get_participant(viewer: Actor, membership_id: int) -> Member:
    """A participant who is in the cohort of the URL now. Raises NotFound for anybody else."""
    found = get_member(viewer, membership_id)
    if found.role != Role.PARTICIPANT or found.left_at is not None or found.is_closed:
        raise NotFound("No such participant.")
    return found


def get_membership(viewer: Actor, membership_id: int) -> Membership:
    """The membership itself, to change it: locked until the commit. Raises NotFound."""
    found = db.session.scalar(
        sa.select(Membership)
        .where(
            Membership.id == membership_id,
            Membership.cohort_id == viewer.cohort.id,
            sa.literal(viewer.stands_within),
        )
        .with_for_update()
    )
    if found is None:
        raise NotFound("No such member.")
    return found


def _member(row: Any, bounced: set[str]) -> Member:
    membership, user = row.Membership, row.User
    return Member(
        membership_id=membership.id,
        user_id=user.id,
        name=user.name,
        email=user.email,
        role=membership.role,
        organisation=membership.organisation,
        joined_at=membership.joined_at,
        left_at=membership.left_at,
        agreed_number=membership.agreed_number,
        agreed_at=row.agreed_at,
        asked_number=row.agreement_number,
        is_closed=user.deactivated_at is not None,
        mail_comes_back=user.email in bounced,
    )
