"""What all pages of threads share."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.discussions import actions, by_mail, queries, reading_place
from cohort.discussions.actions.slowing import pace_words
from cohort.discussions.forms import ReplyForm
from cohort.discussions.queries.told_privately import PRIVATE_REPLY
from cohort.discussions.views.composing import composing_reply
from cohort.kernel import ids
from cohort.notices.actions import note_shown
from cohort.web.guard import viewer

blueprint = Blueprint("discussions", __name__, url_prefix="/cohorts/<cohort_slug>")


def show_thread(thread: queries.OpenThread, form: ReplyForm) -> Response:
    """The page of a thread, with the composer as far as it is filled in."""
    state = queries.reading_state(viewer(), thread.id)
    after = reading_place.first_key(viewer(), state)
    posts = queries.posts_in(viewer(), thread, after=after)
    posts = queries.with_beside(viewer(), posts)
    draft = composing_reply(thread, form)  # which may say what it answers
    answered = queries.find_answered(viewer(), thread, form.reply_to_id)
    if not form.reply_to.data:
        del form.reply_to  # an empty field would be a part of every draft
    left_out = by_mail.left_out_of(viewer(), [line.id for line in posts.rows])
    text = render_template(
        "discussions/thread.html",
        left_out=left_out,
        helped=queries.helped_posts(viewer(), thread),
        thread=thread,
        posts=posts,
        form=form,
        answered=answered,
        draft=draft,
        state=state,
        is_first_page=not after,
        since=reading_place.since_words(state, viewer().time_zone or viewer().cohort.time_zone),
        pace_words=pace_words(viewer(), thread),
    )
    answer = make_response(text)
    reading_place.note_read(answer, viewer(), thread, state, posts)
    unread = [private_id for row in posts.rows for one in row.private for private_id in one.unread]
    note_shown(answer, viewer().user_id, PRIVATE_REPLY, unread)
    return answer


def to_post(cohort_slug: str, posted: actions.Posted) -> ResponseReturnValue:
    """Lead to the page of the thread that shows a post, and to the post on it; it says what is to
    be said of the names in it."""
    if posted.said:
        flash(posted.said, "notice")
    after = queries.page_holding(viewer(), posted.thread_id, posted.post_id)
    address = url_for(
        ".read_thread",
        cohort_slug=cohort_slug,
        thread_id=posted.thread_id,
        after=ids.write_id(after) if after else None,
        _anchor=f"post-{ids.write_id(posted.post_id)}",
    )
    return redirect(address, 303)
