"""On the cohort's home: a link to its people."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.kernel.now import Column, OnHome, Section


def people_now(_viewer: Actor) -> OnHome:
    """The link, last of all that is beside the dated things."""
    return OnHome(sections=[Section("programmes/now.html", column=Column.ASIDE, order=1)])


NOW = (people_now,)
