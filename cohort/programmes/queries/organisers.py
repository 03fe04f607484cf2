"""Who runs a programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import columns_of, db, rows_of
from cohort.programmes.models import ProgrammeOrganiser

MOST_ORGANISERS = 200


@dataclass(frozen=True, slots=True)
class OrganiserRow:
    """An organiser in the list. `made_by` is empty if nobody was signed in, as on the console."""

    id: int
    name: str
    email: str
    since: dt.datetime
    is_closed: bool
    made_by: str


def organisers_visible_to(viewer: Actor) -> Sequence[OrganiserRow]:
    """The organisers of the URL's programme, by name, with who last made each one so."""
    maker = aliased(User)
    made_by = (
        sa.select(maker.name)
        .join(HistoryEntry, HistoryEntry.actor_id == maker.id)
        .where(
            HistoryEntry.programme_id == ProgrammeOrganiser.programme_id,
            HistoryEntry.person_id == ProgrammeOrganiser.user_id,
            HistoryEntry.action == "programme:make-organiser",
        )
        .order_by(HistoryEntry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            *columns_of(
                OrganiserRow,
                id=User.id,
                name=User.name,
                email=User.email,
                since=ProgrammeOrganiser.since,
                is_closed=User.deactivated_at.is_not(None),
                made_by=sa.func.coalesce(made_by, ""),
            )
        )
        .join(ProgrammeOrganiser, ProgrammeOrganiser.user_id == User.id)
        .where(ProgrammeOrganiser.programme_id == viewer.programme.id)
        .order_by(sa.func.lower(User.name), User.id)
        .limit(MOST_ORGANISERS)
    )
    return rows_of(OrganiserRow, rows)
