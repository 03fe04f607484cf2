"""From a URL and a sign-in to an Actor, in one query, whatever the page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.access.actor import NOBODY, Actor, CohortScope, ProgrammeScope, Role
from cohort.accounts.models import User
from cohort.db import fetch
from cohort.programmes.models import (
    Cohort,
    CohortStatus,
    Membership,
    Programme,
    ProgrammeOrganiser,
)

_organises = sa.exists().where(ProgrammeOrganiser.user_id == User.id)
_person = (
    User.name,
    User.administrator_since,
    _organises.label("organises_something"),
)
_programme = (
    Programme.id.label("programme_id"),
    Programme.slug.label("programme_slug"),
    Programme.name.label("programme_name"),
    _organises.where(ProgrammeOrganiser.programme_id == Programme.id).label("organises_here"),
)
_cohort = (
    Cohort.id.label("cohort_id"),
    Cohort.slug,
    Cohort.name.label("cohort_name"),
    Cohort.status,
    Cohort.accent,
    Cohort.starts_on,
    Cohort.ends_on,
    Cohort.time_zone,
    Membership.id.label("membership_id"),
    Membership.role,
)
_good_sign_in = (
    User.id == sa.bindparam("user_id"),
    User.epoch == sa.bindparam("epoch"),
    User.deactivated_at.is_(None),
)
FOR_SITE = sa.select(*_person).where(*_good_sign_in)
FOR_PROGRAMME = (
    sa.select(*_person, *_programme)
    .outerjoin(Programme, Programme.slug == sa.bindparam("slug"))
    .where(*_good_sign_in)
)
FOR_COHORT = (
    sa.select(*_person, *_programme, *_cohort)
    .select_from(User)
    .outerjoin(Cohort, Cohort.slug == sa.bindparam("slug"))
    .outerjoin(Programme, Programme.id == Cohort.programme_id)
    .outerjoin(
        Membership,
        sa.and_(
            Membership.cohort_id == Cohort.id,
            Membership.user_id == User.id,
            Membership.left_at.is_(None),
        ),
    )
    .where(*_good_sign_in)
)


def load_actor(
    user_id: int, epoch: int, *, cohort_slug: str | None, programme_slug: str | None
) -> Actor:
    """Who is asking. NOBODY when the account is gone or the sign-in was ended.

    A slug that names nothing gives an Actor that stands within nothing, like a stranger.
    """
    query: Any = FOR_SITE
    facts: dict[str, Any] = {"user_id": user_id, "epoch": epoch}
    if cohort_slug is not None:
        query, facts["slug"] = FOR_COHORT, cohort_slug
    elif programme_slug is not None:
        query, facts["slug"] = FOR_PROGRAMME, programme_slug
    row = fetch(query, **facts).mappings().one_or_none()
    return NOBODY if row is None else _actor(user_id, row)


def _actor(user_id: int, row: Any) -> Actor:
    programme = cohort = None
    if row.get("programme_id"):
        programme = ProgrammeScope(
            row["programme_id"], row["programme_slug"], row["programme_name"]
        )
    if row.get("cohort_id"):
        cohort = CohortScope(
            id=row["cohort_id"],
            slug=row["slug"],
            name=row["cohort_name"],
            status=row["status"],
            status_words=CohortStatus(row["status"]).words,
            accent=row["accent"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            time_zone=row["time_zone"],
            programme_name=row["programme_name"],
        )
    return Actor(
        user_id=user_id,
        name=row["name"],
        is_administrator=row["administrator_since"] is not None,
        organises_something=row["organises_something"],
        organises_here=programme is not None and bool(row.get("organises_here")),
        membership_id=row.get("membership_id") or 0,
        role=Role(row["role"]) if row.get("role") else None,
        asked_cohort=cohort,
        asked_programme=programme,
    )
