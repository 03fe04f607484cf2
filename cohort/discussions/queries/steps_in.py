"""Organisers who joined a cohort because a report waited: told to its facilitators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.audit_log.models import HistoryEntry
from cohort.db import columns_of, fetch, rows_of

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class StepIn:
    """Who stepped in, when and why. The name is empty where the account is gone."""

    name: str | None
    at: dt.datetime
    reason: str | None


STEPS_IN = (
    sa.select(*columns_of(StepIn, name=User.name, at=HistoryEntry.at, reason=HistoryEntry.reason))
    .outerjoin(User, User.id == HistoryEntry.actor_id)
    .where(
        HistoryEntry.cohort_id == sa.bindparam("cohort_id"),
        HistoryEntry.action == "report:step-in",
    )
    .order_by(HistoryEntry.id.desc())
    .limit(MOST_SHOWN)
)


def steps_in(viewer: Actor) -> list[StepIn]:
    """The latest, newest first; none for whoever does not facilitate the cohort."""
    if not viewer.is_facilitator:
        return []
    return rows_of(StepIn, fetch(STEPS_IN, cohort_id=viewer.cohort.id))
