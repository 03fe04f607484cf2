"""Finding programmes, cohorts and memberships: only those within the viewer's reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor, Role
from cohort.db import columns_of, db, fetch, rows_of
from cohort.kernel.errors import NotFound
from cohort.kernel.submissions import lately
from cohort.programmes.models import (
    Cohort,
    CohortStatus,
    Membership,
    Programme,
    ProgrammeOrganiser,
)

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in a list."""

    id: int
    slug: str
    name: str
    summary: str
    place: str
    accent: int
    published_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort in a list. `role` is the viewer's, in the list of their own cohorts."""

    id: int
    slug: str
    name: str
    status: str
    accent: int
    starts_on: dt.date
    ends_on: dt.date
    decision_by: dt.date | None
    programme_name: str
    role: str | None = None

    @property
    def status_words(self) -> str:
        return CohortStatus(self.status).words


_programme_row = columns_of(
    ProgrammeRow,
    id=Programme.id,
    slug=Programme.slug,
    name=Programme.name,
    summary=Programme.summary,
    place=Programme.place,
    accent=Programme.accent,
    published_at=Programme.published_at,
)
_cohort_row = columns_of(
    CohortRow,
    id=Cohort.id,
    slug=Cohort.slug,
    name=Cohort.name,
    status=Cohort.status,
    accent=Cohort.accent,
    starts_on=Cohort.starts_on,
    ends_on=Cohort.ends_on,
    decision_by=Cohort.decision_by,
    programme_name=Programme.name,
)


PUBLISHED = (
    sa.select(*_programme_row)
    .where(Programme.published_at.is_not(None))
    .order_by(Programme.name, Programme.id)
    .limit(MOST_LISTED)
)


def published_programmes() -> Sequence[ProgrammeRow]:
    """The programmes that anyone may see, by name."""
    return rows_of(ProgrammeRow, fetch(PUBLISHED))


def get_published_programme(slug: str) -> Programme:
    """A published programme. Raises NotFound for drafts too."""
    found = db.session.scalar(
        sa.select(Programme).where(Programme.slug == slug, Programme.published_at.is_not(None))
    )
    if found is None:
        raise NotFound("No such programme.")
    return found


def cohorts_open_for_interest(programme_id: int) -> Sequence[CohortRow]:
    """The cohorts of a published programme that are open for interest, soonest first."""
    rows = db.session.execute(
        sa.select(*_cohort_row)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(
            Cohort.programme_id == programme_id,
            Cohort.status == CohortStatus.OPEN_FOR_INTEREST,
            Programme.published_at.is_not(None),
        )
        .order_by(Cohort.starts_on, Cohort.id)
        .limit(MOST_LISTED)
    )
    return rows_of(CohortRow, rows)


def programmes_visible_to(viewer: Actor) -> Sequence[ProgrammeRow]:
    """The programmes that the viewer organises; all of them for an administrator."""
    query = sa.select(*_programme_row).order_by(Programme.name, Programme.id).limit(MOST_LISTED)
    if not viewer.is_administrator:
        query = query.join(
            ProgrammeOrganiser,
            sa.and_(
                ProgrammeOrganiser.programme_id == Programme.id,
                ProgrammeOrganiser.user_id == viewer.user_id,
            ),
        )
    return rows_of(ProgrammeRow, db.session.execute(query))


def get_programme(viewer: Actor) -> Programme:
    """The programme of the URL, whole, for the person who runs it. Raises NotFound."""
    found = db.session.get(Programme, viewer.programme.id)
    if found is None or not (viewer.organises_here or viewer.is_administrator):
        raise NotFound("No such programme.")
    return found


def get_cohort(viewer: Actor) -> Cohort:
    """The cohort of the URL, whole, for people who belong to it. Raises NotFound."""
    found = db.session.get(Cohort, viewer.cohort.id)
    if found is None or not viewer.stands_within:
        raise NotFound("No such cohort.")
    return found


def cohorts_of_programme(viewer: Actor) -> Sequence[CohortRow]:
    """All cohorts of the programme of the URL, newest first, for the person who runs it."""
    if not (viewer.organises_here or viewer.is_administrator):
        return []
    rows = db.session.execute(
        sa.select(*_cohort_row)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Cohort.programme_id == viewer.programme.id)
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        .limit(MOST_LISTED)
    )
    return rows_of(CohortRow, rows)


def cohorts_visible_to(viewer: Actor) -> Sequence[CohortRow]:
    """The cohorts the viewer is a member of, running ones first, then by start. A viewer who was
    only vouched for gets just those that the facilitator who read the code out hosts too."""
    host = aliased(Membership)
    hosted = sa.exists().where(
        host.cohort_id == Cohort.id,
        host.user_id == viewer.vouched_by,
        host.role == Role.FACILITATOR,
        host.left_at.is_(None),
    )
    rows: Any = db.session.execute(
        sa.select(*_cohort_row, Membership.role.label("role"))
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(
            Membership.user_id == viewer.user_id,
            Membership.left_at.is_(None),
            hosted if viewer.is_vouched_for else sa.true(),
        )
        .order_by(
            (Cohort.status == CohortStatus.RUNNING).desc(), Cohort.starts_on.desc(), Cohort.id
        )
        .limit(MOST_LISTED)
    )
    return rows_of(CohortRow, rows)


def find_same_programme(viewer: Actor, name: str, facts: dict[str, Any]) -> Programme | None:
    """A programme the viewer just started with the same facts: the first of a double press."""
    found = db.session.scalars(
        sa.select(Programme)
        .join(ProgrammeOrganiser, ProgrammeOrganiser.programme_id == Programme.id)
        .where(
            ProgrammeOrganiser.user_id == viewer.user_id,
            Programme.created_at > lately(),
            Programme.name == name,
        )
    )
    return next((p for p in found if _has(p, facts)), None)


def find_same_cohort(
    viewer: Actor, programme_id: int, name: str, facts: dict[str, Any]
) -> Cohort | None:
    """A cohort just started with the same facts: the first of a double press."""
    found = db.session.scalars(
        sa.select(Cohort).where(
            Cohort.programme_id == programme_id,
            Cohort.created_at > lately(),
            Cohort.name == name,
            sa.literal(viewer.is_signed_in),
        )
    )
    return next((cohort for cohort in found if _has(cohort, facts)), None)


def _has(thing: Programme | Cohort, facts: dict[str, Any]) -> bool:
    return all(getattr(thing, fact) == value for fact, value in facts.items())


def slug_is_free(table: type[Programme] | type[Cohort], slug: str) -> bool:
    """Whether no programme (or cohort) has this slug yet."""
    return db.session.scalar(sa.select(table.id).where(table.slug == slug)) is None
