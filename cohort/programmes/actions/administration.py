"""What administrators do to people's accounts. Each act is recorded with its reason."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.accounts.actions.sign_ins import end_everywhere
from cohort.accounts.models import User
from cohort.accounts.queries import find_user_by_email
from cohort.audit_log.actions import record
from cohort.db import change, db, take_advisory_lock
from cohort.kernel import clock
from cohort.kernel.errors import Closed, NotFound
from cohort.programmes.actions.memberships import join_cohort
from cohort.programmes.actions.programmes import make_organiser
from cohort.programmes.models import Cohort, Programme, ProgrammeOrganiser
from cohort.programmes.queries.administration import is_last_administrator

NO_ACCOUNT = "Nobody has an open account with this address. Invite them to the site first"


def make_administrator(actor: Actor, user: User, reason: str) -> None:
    """Let somebody administer the whole site."""
    if user.administrator_since is None:
        user.administrator_since = clock.now()
        record(actor, "person:make-administrator", user, reason=reason)


def unmake_administrator(actor: Actor, user: User, reason: str) -> None:
    """Undo that. Raises Closed for the last administrator: somebody must be able to add others."""
    take_advisory_lock("administrators")
    if user.administrator_since is None:
        return
    if is_last_administrator(user.id):
        raise Closed("This is the only administrator. Make somebody else one first.")
    user.administrator_since = None
    record(actor, "person:unmake-administrator", user, reason=reason)


def deactivate(actor: Actor, user: User, reason: str) -> None:
    """Close an account: all its sign-ins end at once. Raises Closed for the last administrator."""
    take_advisory_lock("administrators")
    if user.deactivated_at is not None:
        return
    if user.administrator_since is not None and is_last_administrator(user.id):
        raise Closed("This is the only administrator. Make somebody else one first.")
    user.deactivated_at = clock.now()
    end_everywhere(user)
    record(actor, "person:deactivate", user, reason=reason)


def reactivate(actor: Actor, user: User, reason: str) -> None:
    """Open it again, as it was."""
    if user.deactivated_at is not None:
        user.deactivated_at = None
        record(actor, "person:reactivate", user, reason=reason)


def start_organising(actor: Actor, user: User, programme_id: int, reason: str) -> None:
    """Let somebody run a programme. Doing so twice has no further effect."""
    take_advisory_lock("organisers")
    programme = _programme(programme_id)
    if db.session.get(ProgrammeOrganiser, (programme_id, user.id)) is None:
        make_organiser(actor, programme, user.id, reason=reason)


def let_organise(actor: Actor, email: str, reason: str) -> User:
    """Let the person with this address run the programme in the URL. Raises NotFound."""
    user = find_user_by_email(email)
    if user is None or user.deactivated_at is not None or user.leaving_at is not None:
        raise NotFound(NO_ACCOUNT)
    start_organising(actor, user, actor.programme.id, reason)
    return user


def stop_organising(actor: Actor, user: User, programme_id: int, reason: str) -> None:
    """Stop somebody from running a programme."""
    programme = _programme(programme_id)
    theirs = sa.delete(ProgrammeOrganiser).where(
        ProgrammeOrganiser.programme_id == programme_id, ProgrammeOrganiser.user_id == user.id
    )
    if change(theirs):
        record(
            actor,
            "programme:unmake-organiser",
            programme,
            programme_id=programme_id,
            reason=reason,
            user_id=user.id,
        )


def put_into_cohort(actor: Actor, user: User, cohort_id: int, role: Role, reason: str) -> None:
    """Make somebody a member without an invitation. They are asked for the agreement."""
    take_advisory_lock("accept")
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound("No such cohort.")
    join_cohort(actor, cohort, user.id, role, reason=reason)


def _programme(programme_id: int) -> Programme:
    programme = db.session.get(Programme, programme_id)
    if programme is None:
        raise NotFound("No such programme.")
    return programme
