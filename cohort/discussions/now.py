"""On the cohort's home: the newest threads."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.discussions.queries import threads_visible_to
from cohort.kernel.now import OnHome, Section

MOST_THREADS = 4


def threads_now(viewer: Actor) -> OnHome:
    """The threads with the newest posts."""
    threads = threads_visible_to(viewer, size=MOST_THREADS).rows
    return OnHome(sections=[Section("discussions/now.html", {"threads": threads})])


NOW = (threads_now,)
