"""Who belongs to a cohort."""

from __future__ import annotations

from cohort.access.actor import Actor, Role
from cohort.accounts.actions.profiles import begin_profile
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Cohort, Membership
from cohort.programmes.queries.invitations import find_membership
from cohort.programmes.queries.members import get_membership


def add_member(
    actor: Actor,
    cohort: Cohort,
    user_id: int,
    role: Role,
    organisation: str = "",
    reason: str | None = None,
) -> Membership:
    """Make a person a member of a cohort. A new profile starts with `organisation`."""
    membership = Membership(
        cohort_id=cohort.id, user_id=user_id, role=role, organisation=organisation
    )
    db.session.add(membership)
    db.session.flush()
    begin_profile(user_id, organisation)
    _record(actor, "cohort:add-member", cohort, membership, reason, role=str(role))
    return membership


def join_cohort(
    actor: Actor,
    cohort: Cohort,
    user_id: int,
    role: Role,
    organisation: str = "",
    reason: str | None = None,
) -> Membership:
    """Make a person a member. Somebody who left comes back; a current member stays unchanged."""
    membership = find_membership(cohort.id, user_id)
    if membership is None:
        return add_member(actor, cohort, user_id, role, organisation, reason)
    if membership.left_at is not None:
        membership.left_at = None
        membership.role = role
        membership.organisation = organisation or membership.organisation
        db.session.flush()
        _record(actor, "cohort:rejoin", cohort, membership, reason, role=str(role))
    return membership


def _record(
    actor: Actor,
    act: str,
    cohort: Cohort,
    membership: Membership,
    reason: str | None = None,
    **details: str,
) -> None:
    record(
        actor,
        act,
        membership,
        programme_id=cohort.programme_id,
        cohort_id=cohort.id,
        reason=reason,
        user_id=membership.user_id,
        **details,
    )


def remove_member(actor: Actor, membership_id: int, *, reason: str) -> Membership:
    """End somebody's membership. What they wrote stays, and they can be brought back."""
    membership = get_membership(actor, membership_id)
    if membership.left_at is None:
        membership.left_at = clock.now()
        _record(actor, "cohort:remove-member", _cohort(membership), membership, reason=reason)
    return membership


def bring_back(actor: Actor, membership_id: int) -> Membership:
    """Undo a removal: the membership is as it was."""
    membership = get_membership(actor, membership_id)
    if membership.left_at is not None:
        membership.left_at = None
        _record(actor, "cohort:bring-back", _cohort(membership), membership)
    return membership


def change_role(actor: Actor, membership_id: int, role: Role, *, reason: str) -> Membership:
    """Make a participant a facilitator, or the other way round."""
    membership = get_membership(actor, membership_id)
    if membership.role != role:
        before, membership.role = membership.role, role
        _record(
            actor,
            "cohort:change-role",
            _cohort(membership),
            membership,
            reason=reason,
            before=before,
            role=str(role),
        )
    return membership


def _cohort(membership: Membership) -> Cohort:
    cohort = db.session.get(Cohort, membership.cohort_id)
    if cohort is None:
        raise NotFound("No such cohort.")
    return cohort
