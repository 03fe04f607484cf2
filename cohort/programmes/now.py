"""On the cohort's home: the way to the people in it."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.kernel.now import Column, OnHome, Section


def people_now(_viewer: Actor) -> OnHome:
    """A link, after all else that stands beside the dated things."""
    return OnHome(sections=[Section("programmes/now.html", column=Column.ASIDE, order=1)])


NOW = (people_now,)
