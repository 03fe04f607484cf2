"""Following threads and posts, and marking threads as read."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries, reading_place
from cohort.discussions.views.blueprint import blueprint
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.web.guard import allowed, viewer

SAID = {
    "following": "You follow this thread now.",
    "stopped": "You no longer follow this thread.",
    "muted": "This thread is muted: nothing in it is marked as new, and no notice comes of it.",
}
SAID_OF_POST = {
    "following": "We will tell you when somebody answers this post.",
    "stopped": "You will no longer hear of answers to this post.",
}


@blueprint.post("/threads/<id:thread_id>/following")
@allowed(Can.READ_THREADS)
def follow_thread(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Follow a thread, stop following it, or mute it."""
    thread = queries.get_thread_now(viewer(), thread_id)
    state = _chosen(SAID)
    actions.follow_thread(viewer(), thread.id, state)
    flash(SAID[state], "success")
    return redirect(url_for(".read_thread", cohort_slug=cohort_slug, thread_id=thread.id), 303)


@blueprint.post("/threads/<id:thread_id>/posts/<id:post_id>/following")
@allowed(Can.READ_THREADS)
def follow_post(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Be told when somebody answers this post, or no longer."""
    thread = queries.get_thread_now(viewer(), thread_id)
    state = _chosen(SAID_OF_POST)
    actions.follow_post(viewer(), thread.id, post_id, state)
    flash(SAID_OF_POST[state], "success")
    written = ids.write_id(post_id)
    address = url_for(
        ".read_thread",
        cohort_slug=cohort_slug,
        thread_id=thread.id,
        post=written,
        _anchor=f"post-{written}",
    )
    return redirect(address, 303)


@blueprint.post("/threads/read")
@allowed(Can.READ_THREADS)
def mark_all_read(cohort_slug: str) -> ResponseReturnValue:
    """Mark all threads of the cohort as read."""
    reading_place.mark_threads_read(viewer())
    flash("All threads are marked as read.", "success")
    return redirect(url_for(".list_threads", cohort_slug=cohort_slug), 303)


def _chosen(known: dict[str, str]) -> str:
    state = request.form.get("state", "")
    if state not in known:
        raise NotFound("There is no such choice. Go back, and press one of the buttons.")
    return state
