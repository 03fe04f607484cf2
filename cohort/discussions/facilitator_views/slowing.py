"""Slowing a thread down."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import queries
from cohort.discussions.actions import slowing as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.forms.hosting import PaceForm
from cohort.discussions.queries.hosted import find_pace
from cohort.web.guard import allowed, viewer


@blueprint.get("/threads/<id:thread_id>/pace")
@allowed(Can.HOST_THREADS)
def ask_pace(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """How slowly it goes, to choose."""
    thread = queries.get_thread(viewer(), thread_id)
    pace = find_pace(viewer(), thread.id)
    return _page(thread, PaceForm(minutes=str(pace.minutes) if pace else None))


@blueprint.post("/threads/<id:thread_id>/pace")
@allowed(Can.HOST_THREADS)
def slow_down(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Slow it down."""
    thread, form = queries.get_thread(viewer(), thread_id), PaceForm()
    if not form.validate_on_submit():
        return _page(thread, form), 422
    minutes = int(form.minutes.data)
    actions.slow_down(viewer(), thread.id, minutes)
    flash(f"{actions.slow_words(minutes)} Facilitators can post at any time.", "success")
    return _back(cohort_slug, thread.id)


@blueprint.post("/threads/<id:thread_id>/pace/end")
@allowed(Can.HOST_THREADS)
def let_go(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Let people post as they like again."""
    thread = queries.get_thread(viewer(), thread_id)
    actions.let_go(viewer(), thread.id)
    flash("People can post as they like again.", "success")
    return _back(cohort_slug, thread.id)


def _page(thread: queries.OpenThread, form: PaceForm) -> str:
    pace = find_pace(viewer(), thread.id)
    return render_template(
        "discussions/facilitator/pace.html", thread=thread, form=form, is_slow=pace is not None
    )


def _back(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    address = url_for("discussions.read_thread", cohort_slug=cohort_slug, thread_id=thread_id)
    return redirect(address, 303)
