"""On the cohort's home: the threads with something new."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.discussions.queries import threads_on_home
from cohort.kernel.now import OnHome, Section

MOST_THREADS = 4


def threads_now(viewer: Actor) -> OnHome:
    """The threads with something new to the viewer first, then those with the newest posts."""
    threads = threads_on_home(viewer, MOST_THREADS)
    return OnHome(sections=[Section("discussions/now.html", {"threads": threads})])


NOW = (threads_now,)
