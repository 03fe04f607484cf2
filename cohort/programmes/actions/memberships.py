"""Who belongs to a cohort."""

from __future__ import annotations

from cohort.access.actor import Actor, Role
from cohort.accounts.actions.profiles import begin_profile
from cohort.db import db
from cohort.history.actions import record
from cohort.programmes.models import Cohort, Membership


def add_member(
    actor: Actor, cohort: Cohort, user_id: int, role: Role, organisation: str = ""
) -> Membership:
    """Make a person a member of a cohort. The organisation begins their profile, if it is new."""
    membership = Membership(
        cohort_id=cohort.id, user_id=user_id, role=role, organisation=organisation
    )
    db.session.add(membership)
    db.session.flush()
    begin_profile(user_id, organisation)
    record(
        actor,
        "cohort:add-member",
        membership,
        programme_id=cohort.programme_id,
        cohort_id=cohort.id,
        user_id=user_id,
        role=str(role),
    )
    return membership
