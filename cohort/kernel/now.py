"""What each feature puts on the cohort's home, "What now?": the shapes that cohort.site gathers.

A feature with something to show there has a `now.py` with the tuple

    NOW      functions of the viewer, each of which gives an OnHome

A function makes one query, whether it gives dated things, sections or both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Rank(IntEnum):
    """How strongly a thing claims the first place. The page shows the first thing as the next
    step, unless the thing ranks by its day."""

    BY_DAY = 0
    NEXT = 1  # what the viewer goes on with whenever they have time
    SOON = 2  # what begins within two days, with or without them


@dataclass(frozen=True, slots=True)
class Thing:
    """A dated thing, one line of "What now?", as components/now.html draws it.

    `when` is a day, or a moment as clocks in the cohort's zone show it; `when_words` says it.
    `action` is what its button says, and where that leads.
    """

    kind: str
    title: str
    when: dt.date
    when_words: str
    url: str | None = None
    text: str | None = None
    action: tuple[str, str] | None = None
    rank: Rank = Rank.BY_DAY

    @property
    def is_next(self) -> bool:
        return self.rank > Rank.BY_DAY

    @property
    def place(self) -> tuple[int, dt.date, dt.time]:
        """What things are sorted by: rank, then day, then time; whole days come first."""
        if isinstance(self.when, dt.datetime):
            return -self.rank, self.when.date(), self.when.time()
        return -self.rank, self.when, dt.time()


@dataclass(frozen=True, slots=True)
class Later:
    """A link to the things of a feature that come after those it gave: "3 more modules, with …".

    `noun` is the word for one, `after` what follows it in the link. The home adds to `count` the
    things of the same feature that it has no room for.
    """

    count: int
    noun: str
    after: str
    url: str


class Column(StrEnum):
    """Where a section stands: below the dated things, or beside them."""

    MAIN = "main"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the feature's own templates. It finds `given` as `section.given`.

    Sections of a column stand in the order of `order`, and then of their features' floors.
    """

    template: str
    given: Mapping[str, Any] = field(default_factory=dict)
    column: Column = Column.MAIN
    order: int = 0


@dataclass(frozen=True, slots=True)
class OnHome:
    """All that a function of NOW gives. `instead` takes the place of the dated things when no
    feature has any."""

    things: Sequence[Thing] = ()
    later: Later | None = None
    instead: Section | None = None
    sections: Sequence[Section] = ()


def in_days(day: dt.date, today: dt.date) -> str:
    """'today', 'tomorrow', 'in 12 days'."""
    count = (day - today).days
    if count == 0:
        return "today"
    return "tomorrow" if count == 1 else f"in {count} days"
