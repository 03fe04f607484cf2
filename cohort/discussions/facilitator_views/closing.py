"""Closing a thread, and opening it again."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import queries
from cohort.discussions.actions import closing as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.facilitator_views.tending import AGAIN, ONE, back, thread_of
from cohort.discussions.forms.tending import CloseForm, TendForm
from cohort.web.guard import allowed, viewer


@blueprint.get(f"{ONE}/close")
@allowed(Can.TEND_THREADS)
def ask_to_close(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    return _page(thread_of(thread_id), CloseForm())


@blueprint.post(f"{ONE}/close")
@allowed(Can.TEND_THREADS)
def close(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Close it."""
    thread, form = thread_of(thread_id), CloseForm()
    if not form.validate_on_submit():
        return _page(thread, form), 422
    reason = form.reason.data or ""
    if actions.close(viewer(), thread.id, reason=reason, tell=bool(form.tell.data)):
        return back(cohort_slug, thread.id, "The thread is closed. Everybody can still read it.")
    return back(cohort_slug, thread.id, "The thread was closed already.", AGAIN)


@blueprint.post(f"{ONE}/open-again")
@allowed(Can.TEND_THREADS)
def open_again(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Open it again."""
    thread = thread_of(thread_id)
    if actions.open_again(viewer(), thread.id, tell=bool(TendForm().tell.data)):
        return back(cohort_slug, thread.id, "The thread is open again.")
    return back(cohort_slug, thread.id, "The thread is open.", AGAIN)


def _page(thread: queries.OpenThread, form: CloseForm) -> str:
    return render_template("discussions/facilitator/close.html", thread=thread, form=form)
