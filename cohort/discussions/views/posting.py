"""Posting in a thread."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries
from cohort.discussions.forms import ReplyForm
from cohort.discussions.views.blueprint import blueprint, show_thread
from cohort.discussions.views.composing import offer_as_thread, reply_to
from cohort.discussions.views.files import takes_files, to_what_was_posted
from cohort.discussions.views.naming import is_refused
from cohort.drafts import settle_sent
from cohort.files.kinds import BadFile
from cohort.web.guard import allow, allowed, viewer


@blueprint.post("/threads/<id:thread_id>/posts")
@allowed(Can.READ_THREADS)
@takes_files
def reply(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Add a post."""
    form = ReplyForm()
    is_valid = form.validate_on_submit()  # first: to look files through ends the transaction
    thread = queries.get_thread_now(viewer(), thread_id)
    if thread.locked_at:
        return offer_as_thread(thread, form)
    allow(Can.REPLY, thread)
    if not is_valid or is_refused(form, thread.kind):
        return show_thread(thread, form), 422
    try:
        posted = _post(thread, form)
    except (actions.TooSoon, BadFile) as fault:
        form.say(fault)
        return show_thread(thread, form), 422
    except actions.ClosedMeanwhile:
        return offer_as_thread(queries.get_thread_now(viewer(), thread.id), form)
    settle_sent(viewer(), "reply", reply_to(thread.id))
    if posted.again:
        flash("You posted exactly these words here a moment ago, so they stand once.", "notice")
    return to_what_was_posted(cohort_slug, posted, form)


def _post(thread: queries.OpenThread, form: ReplyForm) -> actions.Posted:
    answered = queries.find_answered(viewer(), thread, form.reply_to_id)
    return actions.reply(
        viewer(),
        thread.id,
        body=form.body.data or "",
        submission_key=form.submission_key,
        reply_to_id=answered.id if answered else None,
        nameless=form.without_name.data,
        files=form.safe_files,
    )
