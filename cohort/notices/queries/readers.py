"""A person with their standing in each of their cohorts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, CohortScope, ProgrammeScope, Role
from cohort.accounts.models import User
from cohort.db import fetch
from cohort.notices.kinds import Reader
from cohort.programmes.models import Cohort, CohortStatus, Membership, Programme

STANDINGS_OF_ALL = (
    sa.select(
        User.name,
        User.time_zone.label("own_time_zone"),
        Membership.id.label("membership_id"),
        Membership.role,
        Membership.joined_at,
        Cohort.id.label("cohort_id"),
        Cohort.slug,
        Cohort.name.label("cohort_name"),
        Cohort.status,
        Cohort.accent,
        Cohort.starts_on,
        Cohort.ends_on,
        Cohort.time_zone,
        Programme.id.label("programme_id"),
        Programme.slug.label("programme_slug"),
        Programme.name.label("programme_name"),
    )
    .join(Membership, Membership.user_id == User.id)
    .join(Cohort, Cohort.id == Membership.cohort_id)
    .join(Programme, Programme.id == Cohort.programme_id)
    .where(
        Membership.left_at.is_(None),
        Membership.agreed_number >= Programme.agreement_number,
    )
    .order_by(Membership.id)
)
STANDINGS = STANDINGS_OF_ALL.where(User.id == sa.bindparam("user_id"))


def reader_of(user_id: int) -> Reader:
    """The reader with this id, in one query. Without cohorts, one with no standing and no name."""
    rows = fetch(STANDINGS, user_id=user_id).all()
    name, zone = (rows[0].name, rows[0].own_time_zone) if rows else ("", "")
    return Reader(user_id, name, zone, {row.cohort_id: actor_in(user_id, row) for row in rows})


def actor_in(user_id: int, row: Any) -> Actor:
    """A person's standing in the cohort of a row of STANDINGS."""
    return Actor(
        user_id=user_id,
        name=row.name,
        time_zone=row.own_time_zone,
        membership_id=row.membership_id,
        joined_at=row.joined_at,
        role=Role(row.role),
        asked_cohort=CohortScope(
            id=row.cohort_id,
            slug=row.slug,
            name=row.cohort_name,
            status=row.status,
            status_words=CohortStatus(row.status).words,
            accent=row.accent,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            time_zone=row.time_zone,
            programme_name=row.programme_name,
        ),
        asked_programme=ProgrammeScope(row.programme_id, row.programme_slug, row.programme_name),
    )
