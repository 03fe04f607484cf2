"""The tabs of a cohort's pages. A feature's `navigation.py` lists its own as `TABS`."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from cohort import features
from cohort.access.actions import Can
from cohort.web.guard import can, viewer


@dataclass(frozen=True)
class Tab:
    """`name` is what a page passes as `current`. `place` orders the tabs from left to right:
    numbers below 50 are for everyone, from 50 on for facilitators only. `only_narrow`: show it
    only where the header has no room for what it leads to.
    """

    name: str
    words: str
    endpoint: str
    place: int
    can: Can = Can.READ_COHORT
    only_narrow: bool = False

    @property
    def is_for_facilitators(self) -> bool:
        return self.place >= 50


@functools.cache
def all_tabs() -> Sequence[Tab]:
    """Every feature's tabs, from left to right."""
    tabs: list[Tab] = features.declared("navigation", "TABS")
    return sorted(tabs, key=lambda tab: tab.place)


def cohort_tabs() -> list[Tab]:
    """The tabs that the viewer has in the cohort of this address."""
    is_facilitator = viewer().is_facilitator
    return [
        tab
        for tab in all_tabs()
        if (is_facilitator or not tab.is_for_facilitators) and can(tab.can)
    ]
