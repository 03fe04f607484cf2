"""Opening a thread."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions
from cohort.discussions.forms import ThreadForm
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.discussions.views.composing import NEW, show_new
from cohort.discussions.views.naming import is_refused
from cohort.drafts import settle_sent
from cohort.web.guard import allowed, viewer


@blueprint.get("/threads/new")
@allowed(Can.OPEN_THREAD)
def new_thread(cohort_slug: str) -> ResponseReturnValue:
    """The form for a new thread."""
    return show_new(ThreadForm())


@blueprint.post("/threads")
@allowed(Can.OPEN_THREAD)
def open_thread(cohort_slug: str) -> ResponseReturnValue:
    """Open it."""
    form = ThreadForm()
    if not form.validate_on_submit() or is_refused(form):
        return show_new(form), 422
    posted = actions.open_thread(
        viewer(),
        title=form.title.data or "",
        body=form.body.data or "",
        submission_key=form.submission_key,
        nameless=form.without_name.data,
    )
    settle_sent(viewer(), "thread", NEW)
    flash("Your thread is open. Everyone in the cohort can read it.", "success")
    return to_post(cohort_slug, posted)
