"""A cohort's home answers: what now? Each feature's `now.py` gives its part."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cohort import features
from cohort.access.actor import Actor
from cohort.kernel import clock
from cohort.kernel.now import Column, Later, OnHome, Rank, Section, Thing

MOST_THINGS = 5


@dataclass(frozen=True, slots=True)
class CohortHome:
    """The page. `later`: lines below the things, about those left out."""

    today: dt.date
    things: Sequence[Thing]
    later: Sequence[Later]
    instead: Section | None
    main: Sequence[Section]
    aside: Sequence[Section]


@functools.cache
def asked() -> Sequence[Callable[[Actor], OnHome]]:
    """Every feature's functions, in floor order."""
    return features.declared("now", "NOW")


def cohort_home(viewer: Actor) -> CohortHome:
    """Everything the page shows, in the features' own queries."""
    given = [ask(viewer) for ask in asked()]
    things = sorted((t for one in given for t in one.things), key=lambda t: t.place)[:MOST_THINGS]
    sections = sorted((s for one in given for s in one.sections), key=lambda s: s.order)
    return CohortHome(
        today=clock.in_zone(clock.now(), viewer.cohort.time_zone).date(),
        things=things[:1] + [replace(thing, rank=Rank.BY_DAY) for thing in things[1:]],
        later=list(_later(given, things)),
        instead=next((one.instead for one in given if one.instead), None),
        main=[s for s in sections if s.column == Column.MAIN],
        aside=[s for s in sections if s.column == Column.ASIDE],
    )


def _later(given: Iterable[OnHome], shown: Sequence[Thing]) -> Iterable[Later]:
    for one in given:
        if one.later is not None:
            without_room = [thing for thing in one.things if thing not in shown]
            if count := one.later.count + len(without_room):
                yield replace(one.later, count=count)
