"""Who looks after a cohort's threads, and who runs its programme: the readers of mail about it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.db import db
from cohort.discussions.models import PostReport
from cohort.programmes.models import Cohort, Membership, ProgrammeOrganiser

MOST_REPORTS = 200  # looked at in one run of the job


def facilitators_of(cohort_id: int, *, but: int = 0) -> Sequence[User]:
    """The cohort's facilitators with an open account, without one person."""
    query = (
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.role == Role.FACILITATOR,
            Membership.left_at.is_(None),
            User.deactivated_at.is_(None),
            User.id != but,
        )
        .order_by(User.id)
    )
    return db.session.scalars(query).all()


def organisers_of(programme_id: int) -> Sequence[User]:
    """The programme's organisers with an open account."""
    query = (
        sa.select(User)
        .join(ProgrammeOrganiser, ProgrammeOrganiser.user_id == User.id)
        .where(ProgrammeOrganiser.programme_id == programme_id, User.deactivated_at.is_(None))
        .order_by(User.id)
    )
    return db.session.scalars(query).all()


_nobody_looks = sa.and_(PostReport.opened_at.is_(None), PostReport.settled_at.is_(None))


def unopened_reports(after: int = 0) -> Sequence[tuple[PostReport, Cohort]]:
    """Reports that no facilitator has opened and no organiser heard of, oldest first, locked."""
    query = (
        sa.select(PostReport, Cohort)
        .join(Cohort, Cohort.id == PostReport.cohort_id)
        .where(_nobody_looks, PostReport.waits_told_at.is_(None), PostReport.id > after)
        .order_by(PostReport.id)
        .limit(MOST_REPORTS)
        .with_for_update(of=PostReport)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def waits_for_an_organiser(cohort_id: int) -> bool:
    """Whether organisers heard that a report waits in this cohort, and it still does."""
    query = sa.select(PostReport.id).where(
        PostReport.cohort_id == cohort_id, _nobody_looks, PostReport.waits_told_at.is_not(None)
    )
    return db.session.scalar(query.limit(1)) is not None
