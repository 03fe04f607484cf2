"""Pinning."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.actions import pinning as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.facilitator_views.tending import AGAIN, ONE, back, thread_of
from cohort.discussions.forms.tending import TendForm
from cohort.web.guard import allowed, viewer


@blueprint.post(f"{ONE}/pin")
@allowed(Can.TEND_THREADS)
def pin(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Let it stand above the list."""
    thread = thread_of(thread_id)
    if actions.pin(viewer(), thread.id, tell=bool(TendForm().tell.data)):
        return back(cohort_slug, thread.id, "The thread is pinned above the list.")
    return back(cohort_slug, thread.id, "The thread is pinned already.", AGAIN)


@blueprint.post(f"{ONE}/unpin")
@allowed(Can.TEND_THREADS)
def unpin(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Take it down again."""
    thread = thread_of(thread_id)
    if actions.unpin(viewer(), thread.id):
        return back(cohort_slug, thread.id, "The thread is no longer pinned.")
    return back(cohort_slug, thread.id, "The thread is not pinned.", AGAIN)
