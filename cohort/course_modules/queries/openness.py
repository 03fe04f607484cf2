"""Is a module open? Decided here alone: every query about content goes through it.

A module opens at midnight, in the cohort's zone, on the day that its offset gives: a number of days
after the cohort's first day; whole weeks keep the weekday. A release may set another moment or
hide the module; an early opening lets one member in. Facilitators read everything.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.kernel import clock

_here: Any = sa.bindparam("cohort_id")
_me: Any = sa.bindparam("membership_id")
_release = sa.exists().where(Release.cohort_id == _here, Release.module_id == Module.id)
# For a join, where the query needs the opening itself.
RELEASE_HERE = sa.and_(Release.module_id == Module.id, Release.cohort_id == _here)
EARLY = sa.and_(EarlyOpening.module_id == Module.id, EarlyOpening.membership_id == _me)
OPENING = (
    Module.opens_after_days,
    Release.opens_at,
    Release.hidden_at,
    EarlyOpening.opened_at.label("opened_early_at"),
)
IS_READABLE = sa.and_(
    Module.programme_id == sa.bindparam("programme_id"),
    Module.retired_at.is_(None),
    sa.or_(
        sa.bindparam("reads_all", type_=sa.Boolean),
        sa.exists().where(EARLY),
        _release.where(Release.hidden_at.is_(None), Release.opens_at <= sa.bindparam("now")),
        sa.and_(
            Module.opens_after_days <= sa.bindparam("days_open"),
            ~_release.where(sa.or_(Release.hidden_at.is_not(None), Release.opens_at.is_not(None))),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """When a module opens to one viewer: the moment in UTC, and the day in the cohort's zone.

    `is_open`: to this viewer. `is_hidden`: from participants. `is_early`: open to this one alone.
    `is_set`: somebody chose the moment; otherwise the offset gives it.
    """

    moment: dt.datetime
    day: dt.date
    is_open: bool
    is_hidden: bool = False
    is_early: bool = False
    is_set: bool = False
    is_whole_day: bool = True  # it opens as its day begins

    def is_past(self, now: dt.datetime) -> bool:
        """Whether participants in general can read it."""
        return self.moment <= now and not self.is_hidden

    def is_to_come(self, now: dt.datetime) -> bool:
        """Whether participants still wait for it; not those to whom it was opened early."""
        return self.moment > now and not self.is_hidden and not self.is_early


def standing(viewer: Actor) -> dict[str, Any]:
    """The parameters of IS_READABLE for the viewer, who must be a member of the cohort."""
    now = viewer.previews_at or clock.now()
    today = clock.in_zone(now, viewer.cohort.time_zone).date()
    return {
        "programme_id": viewer.programme.id,
        "cohort_id": viewer.cohort.id,
        "membership_id": viewer.membership_id,
        "reads_all": viewer.is_facilitator,
        "days_open": (today - viewer.cohort.starts_on).days,
        "now": now,
    }


def opening_of(viewer: Actor, facts: dict[str, Any], row: Any) -> Opening:
    """The opening in a row's OPENING columns. `facts` are the viewer's `standing`."""
    zone, hidden_at = viewer.cohort.time_zone, row.hidden_at
    moment: dt.datetime = row.opens_at or offset_moment(viewer.cohort, row.opens_after_days)
    day = clock.in_zone(moment, zone).date()
    is_early = row.opened_early_at is not None
    is_due = moment <= facts["now"] and hidden_at is None
    return Opening(
        moment=moment,
        day=day,
        is_open=viewer.is_facilitator or is_early or is_due,
        is_hidden=hidden_at is not None and not is_early,
        is_early=is_early and not is_due,
        is_set=row.opens_at is not None,
        is_whole_day=moment == clock.start_of_day(day, zone),
    )


class Dated(Protocol):
    """A cohort's dates, from a row or from the address."""

    @property
    def starts_on(self) -> Any: ...

    @property
    def time_zone(self) -> Any: ...


def offset_moment(cohort: Dated, opens_after_days: int) -> dt.datetime:
    """The moment, in UTC, of a module's offset: midnight in the cohort's zone."""
    day: dt.date = cohort.starts_on + dt.timedelta(days=opens_after_days)
    return clock.start_of_day(day, cohort.time_zone)
