"""Opening a thread."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.discussions.views.composing import NEW, open_modules, show_new, thread_form
from cohort.discussions.views.naming import is_refused
from cohort.drafts import settle_sent
from cohort.web.guard import allowed, viewer


@blueprint.get("/threads/new")
@allowed(Can.OPEN_THREAD)
def new_thread(cohort_slug: str) -> ResponseReturnValue:
    """The form for a new thread."""
    return show_new(thread_form(module=request.args.get("module", "")))


@blueprint.post("/threads")
@allowed(Can.OPEN_THREAD)
def open_thread(cohort_slug: str) -> ResponseReturnValue:
    """Open it."""
    form = thread_form()
    if not form.validate_on_submit() or is_refused(form):
        return show_new(form), 422
    posted = actions.open_thread(
        viewer(),
        title=form.title.data or "",
        body=form.body.data or "",
        submission_key=form.submission_key,
        kind=form.chosen_kind,
        module_id=next((row.id for row in open_modules() if row.slug == form.module.data), None),
        nameless=form.without_name.data,
    )
    settle_sent(viewer(), "thread", NEW)
    flash("Your thread is open. Everyone in the cohort can read it.", "success")
    return to_post(cohort_slug, posted)
