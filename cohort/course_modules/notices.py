"""The notice that a module has opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.course_modules.queries.openness import OPENING, opening_of, standing
from cohort.db import fetch
from cohort.kernel import clock
from cohort.notices.kinds import EXCERPT, Happened, Kind, Line, Reader, path_to
from cohort.programmes.models import Membership

MODULE_OPENED = "module_opened"

MODULES = (
    sa.select(
        Membership.cohort_id,
        Module.id,
        Module.programme_id,
        Module.slug,
        Module.title,
        Module.summary,
        Module.language,
        *OPENING,
    )
    .select_from(Module)
    .join(Membership, Membership.id.in_(sa.bindparam("membership_ids", expanding=True)))
    .outerjoin(
        Release,
        sa.and_(Release.module_id == Module.id, Release.cohort_id == Membership.cohort_id),
    )
    .outerjoin(
        EarlyOpening,
        sa.and_(EarlyOpening.module_id == Module.id, EarlyOpening.membership_id == Membership.id),
    )
    .where(Module.id.in_(sa.bindparam("module_ids", expanding=True)), Module.retired_at.is_(None))
)


def place_of(module_id: int) -> str:
    """The place of a module's notice."""
    return f"module:{module_id}"


def _lines(reader: Reader, notices: Sequence[Happened]) -> Mapping[int, Line]:
    """A line for each module that is (still) open to the reader."""
    standings = reader.standings
    rows = fetch(
        MODULES,
        membership_ids=[actor.membership_id for actor in standings.values()],
        module_ids=sorted({notice.subject_id for notice in notices}),
    )
    now, lines = clock.now(), {}
    for row in rows:
        actor = standings[row.cohort_id]
        facts = standing(actor) | {"now": now}
        if row.programme_id == actor.programme.id and opening_of(actor, facts, row).is_open:
            lines[row.cohort_id, row.id] = Line(
                words="This module has opened",
                url=path_to(
                    "course_modules.read_module",
                    cohort_slug=actor.cohort.slug,
                    module_slug=row.slug,
                ),
                about=row.title,
                excerpt=row.summary[:EXCERPT],
                language=row.language,
            )
    return {
        notice.id: lines[notice.cohort_id, notice.subject_id]
        for notice in notices
        if (notice.cohort_id, notice.subject_id) in lines
    }


KINDS = (
    Kind(
        MODULE_OPENED,
        words="Modules that open",
        is_direct=False,
        category="modules",
        rank=50,
        lines=_lines,
    ),
)
