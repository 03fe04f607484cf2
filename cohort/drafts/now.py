"""On the cohort's home: what the viewer began and has not finished."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.drafts.finding import unfinished
from cohort.kernel.now import OnHome, Section

MOST = 3


def drafts_now(viewer: Actor) -> OnHome:
    """The newest drafts; nothing at all when there are none."""
    drafts = unfinished(viewer, most=MOST + 1)
    given = {"drafts": drafts[:MOST], "is_more": len(drafts) > MOST}
    section = Section("drafts/now.html", given, order=-1)
    return OnHome(sections=[section] if drafts else [])


NOW = (drafts_now,)
