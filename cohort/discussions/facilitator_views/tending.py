"""The thread that is looked after."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from cohort.discussions import queries
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.web.guard import viewer

ONE = "/threads/<id:thread_id>"
AGAIN = "notice"


def thread_of(thread_id: int) -> queries.OpenThread:
    """The thread. Raises NotFound; Merged, which leads to where it is now."""
    return queries.get_thread(viewer(), thread_id)


def back(cohort_slug: str, thread_id: int, said: str, kind: str = "success") -> ResponseReturnValue:
    """Say what was done, on the thread's page."""
    flash(said, kind)
    address = url_for("discussions.read_thread", cohort_slug=cohort_slug, thread_id=thread_id)
    return redirect(address, 303)


@blueprint.errorhandler(queries.Merged)
def lead_on(merged: queries.Merged) -> ResponseReturnValue:
    """Somebody merged the thread meanwhile: show where its posts are."""
    said = "That thread is part of this one now."
    return back(viewer().cohort.slug, merged.thread_id, said, AGAIN)
