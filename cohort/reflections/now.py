"""On the cohort's home: an invitation to write."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.kernel.now import Column, OnHome, Section


def log_now(_viewer: Actor) -> OnHome:
    """A link to a new entry, before every other section beside the dated things."""
    return OnHome(sections=[Section("reflections/now.html", column=Column.ASIDE, order=-1)])


NOW = (log_now,)
