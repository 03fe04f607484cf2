"""What a cohort's home answers: what now?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cohort.access.actor import Actor
from cohort.course_modules.queries import ModuleRow, modules_visible_to
from cohort.discussions.queries import ThreadLine, threads_visible_to
from cohort.kernel import clock

MOST_THINGS = 5
MOST_THREADS = 4
SOON = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class CohortHome:
    """`next_module` is the one thing to do next: where the viewer stopped last, if that is not
    done, else the first module that is not; `coming` are the
    locked modules that open within four weeks (or the next one), `later` how many come after."""

    today: dt.date
    next_module: ModuleRow | None
    open_modules: Sequence[ModuleRow]
    coming: Sequence[ModuleRow]
    later: int
    threads: Sequence[ThreadLine]
    modules_done: int


def cohort_home(viewer: Actor) -> CohortHome:
    """Everything the page shows, in two queries."""
    modules = modules_visible_to(viewer)
    now = clock.now()
    today = clock.in_zone(now, viewer.cohort.time_zone).date()
    readable = [m for m in modules if m.is_open]
    unfinished = [m for m in readable if not m.is_done]
    locked = sorted(
        (m for m in modules if m.opening.is_to_come(now)), key=lambda m: m.opening.moment
    )
    soon = [m for m in locked if m.opens_on - today <= SOON][: MOST_THINGS - 1] or locked[:1]
    return CohortHome(
        today=today,
        next_module=_next(unfinished),
        open_modules=readable,
        coming=soon,
        later=len(locked) - len(soon),
        threads=threads_visible_to(viewer, size=MOST_THREADS).rows,
        modules_done=sum(m.is_done for m in readable),
    )


def _next(unfinished: Sequence[ModuleRow]) -> ModuleRow | None:
    begun = [(m.stop.read_at, m.id, m) for m in unfinished if m.stop]
    if begun:
        return max(begun)[2]
    return unfinished[0] if unfinished else None
