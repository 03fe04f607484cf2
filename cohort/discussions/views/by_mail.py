"""What was left out of one's own post that came by mail."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, by_mail, queries
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.web.guard import allowed, viewer


@blueprint.get("/threads/<id:thread_id>/by-mail/<id:post_id>")
@allowed(Can.READ_THREADS)
def show_left_out(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """The lines of one's mail that are not in the post."""
    thread = queries.get_thread(viewer(), thread_id)
    found = by_mail.get_left_out(viewer(), thread_id, post_id)
    return render_template("discussions/left_out.html", thread=thread, found=found)


@blueprint.post("/threads/<id:thread_id>/by-mail/<id:post_id>/put-back")
@allowed(Can.READ_THREADS)
def put_back(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Put them back into the post."""
    queries.get_thread(viewer(), thread_id)
    by_mail.put_back(viewer(), by_mail.get_left_out(viewer(), thread_id, post_id))
    flash("Your post now says all that was in your mail.", "success")
    return to_post(cohort_slug, actions.Posted(thread_id, post_id))
