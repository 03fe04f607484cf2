"""The participant of a preview: in one cohort, on one day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa

from cohort.access.actor import Actor, CohortScope, Role
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Cohort, CohortStatus


def participant_of(viewer: Actor, cohort_slug: str, day: dt.date) -> Actor:
    """A participant of a cohort of the programme in the address, as its `day` ends there.

    For the programme's organisers. The actor has no membership, so it finds nothing that belongs
    to a person. Raises NotFound.
    """
    query = sa.select(Cohort).where(
        Cohort.slug == cohort_slug, Cohort.programme_id == viewer.programme.id
    )
    cohort = db.session.scalars(query).one_or_none()
    if cohort is None or not (viewer.organises_here or viewer.is_administrator):
        raise NotFound("No such cohort.")
    scope = CohortScope(
        id=cohort.id,
        slug=cohort.slug,
        name=cohort.name,
        status=cohort.status,
        status_words=CohortStatus(cohort.status).words,
        accent=cohort.accent,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        time_zone=cohort.time_zone,
        programme_name=viewer.programme.name,
    )
    next_day = clock.start_of_day(day + dt.timedelta(days=1), cohort.time_zone)
    return replace(
        viewer,
        role=Role.PARTICIPANT,
        membership_id=0,
        is_administrator=False,
        organises_here=False,
        asked_cohort=scope,
        previews_at=next_day - dt.timedelta(seconds=1),
    )
