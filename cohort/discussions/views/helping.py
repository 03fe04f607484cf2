"""Marking what helped."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries
from cohort.discussions.actions.helping import mark_helped, take_helped_back
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.kernel.errors import NotFound
from cohort.web.guard import allow, allowed, viewer


@blueprint.post("/threads/<id:thread_id>/posts/<id:post_id>/helped")
@allowed(Can.READ_THREADS)
def say_helped(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Mark a post as what helped, or take that back: the button says which."""
    thread = queries.get_thread(viewer(), thread_id)
    allow(Can.MARK_HELPED, thread)
    post = queries.find_answered(viewer(), thread, post_id)
    if post is None:
        raise NotFound("There is no such post in this thread.")
    if request.form.get("take_back"):
        take_helped_back(viewer(), thread, post)
        flash("The mark is taken back.", "success")
    else:
        mark_helped(viewer(), thread, post)
        flash("Marked as what helped. It is named on top of the thread.", "success")
    return to_post(cohort_slug, actions.Posted(thread.id, post.id))
