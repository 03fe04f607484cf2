"""Finding expressions of interest: for the people who choose a cohort."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import columns_of, db, rows_of
from cohort.interest.models import ExpressionOfInterest, Stage
from cohort.kernel.paging import Page
from cohort.kernel.submissions import Sent, lately
from cohort.programmes.models import Cohort

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One expression of interest in a list."""

    id: int
    reference: str
    name: str
    email: str
    organisation: str
    job: str
    hopes: str
    stage: str
    held_because: str | None
    registered_at: dt.datetime
    cohort_name: str | None

    @property
    def stage_words(self) -> str:
        return Stage(self.stage).words


def registrations_visible_to(viewer: Actor, before: int | None = None) -> Page[RegistrationRow]:
    """Of the cohort in the address, for its facilitators and its programme's organisers; of the
    whole programme, for its organisers, when the address names only that. Newest first."""
    runs_it = viewer.organises_here or viewer.is_administrator
    table = ExpressionOfInterest
    query = (
        sa.select(
            *columns_of(
                RegistrationRow,
                id=table.id,
                reference=table.reference,
                name=table.name,
                email=table.email,
                organisation=table.organisation,
                job=table.job,
                hopes=table.hopes,
                stage=table.stage,
                held_because=table.held_because,
                registered_at=table.registered_at,
                cohort_name=Cohort.name,
            )
        )
        .outerjoin(Cohort, Cohort.id == table.cohort_id)
        .order_by(table.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if viewer.asked_cohort is not None:
        allowed = viewer.is_facilitator or runs_it
        query = query.where(table.cohort_id == viewer.cohort.id, sa.literal(allowed))
    else:
        query = query.where(table.programme_id == viewer.programme.id, sa.literal(runs_it))
    if before is not None:
        query = query.where(table.id < before)
    return Page.cut(rows_of(RegistrationRow, db.session.execute(query)), PAGE_SIZE)


def sent_with(key: str, email: str) -> list[Sent]:
    """Registrations with this key, or from this address of late; words: as `words_of`."""
    table = ExpressionOfInterest
    rows = db.session.scalars(
        sa.select(table).where(
            sa.or_(
                table.submission_key == key,
                sa.and_(table.registered_at > lately(), table.email == email),
            )
        )
    )
    return [Sent(row.id, row.submission_key, words_of(row)) for row in rows]


def words_of(row: ExpressionOfInterest) -> tuple[object, ...]:
    """Every answer in the form."""
    said = (row.name, row.email, row.organisation, row.job, row.hopes)
    return (row.programme_id, row.cohort_id, *said)


def decision_day(reference: str) -> dt.date | None:
    """The day by which the holder of this reference gets a decision; None when not set."""
    return db.session.scalar(
        sa.select(Cohort.decision_by)
        .join(ExpressionOfInterest, ExpressionOfInterest.cohort_id == Cohort.id)
        .where(ExpressionOfInterest.reference == reference)
    )
