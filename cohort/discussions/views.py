"""Threads of a cohort."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import PromptRow, get_prompt
from cohort.discussions import actions, queries
from cohort.discussions.forms import PostForm, ThreadForm
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.web.guard import allow, allowed, viewer
from cohort.web.paging import key_asked

blueprint = Blueprint("discussions", __name__, url_prefix="/cohorts/<cohort_slug>")


@blueprint.get("/threads")
@allowed(Can.READ_THREADS)
def list_threads(cohort_slug: str) -> ResponseReturnValue:
    """The threads, the latest post first."""
    page = queries.threads_visible_to(viewer(), before=key_asked())
    return render_template("discussions/list.html", page=page)


@blueprint.get("/threads/new")
@allowed(Can.OPEN_THREAD)
def new_thread(cohort_slug: str) -> ResponseReturnValue:
    """The form for a new thread."""
    return render_template("discussions/new.html", form=ThreadForm())


@blueprint.post("/threads")
@allowed(Can.OPEN_THREAD)
def open_thread(cohort_slug: str) -> ResponseReturnValue:
    """Open it."""
    form = ThreadForm()
    if not form.validate_on_submit():
        return render_template("discussions/new.html", form=form), 422
    posted = actions.open_thread(
        viewer(),
        title=form.title.data or "",
        body=form.body.data or "",
        submission_key=form.submission_key,
    )
    flash("Your thread is open. Everyone in the cohort can read it.", "success")
    return _to(cohort_slug, posted)


@blueprint.get("/threads/<id:thread_id>")
@allowed(Can.READ_THREADS)
def read_thread(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """The thread's posts, oldest first, and the composer at the end."""
    thread = queries.get_thread(viewer(), thread_id)
    return _show(thread, PostForm())


@blueprint.post("/threads/<id:thread_id>/posts")
@allowed(Can.READ_THREADS)
def reply(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """Add a post."""
    thread = queries.get_thread(viewer(), thread_id)
    allow(Can.REPLY, thread)
    form = PostForm()
    if not form.validate_on_submit():
        return _show(thread, form), 422
    posted = actions.reply(
        viewer(), thread.id, body=form.body.data or "", submission_key=form.submission_key
    )
    if posted.again:
        flash("You posted exactly these words here a moment ago, so they stand once.", "notice")
    return _to(cohort_slug, posted)


@blueprint.get("/prompts/<prompt_key>/thread")
@allowed(Can.READ_THREADS)
def thread_of_prompt(cohort_slug: str, prompt_key: str) -> ResponseReturnValue:
    """The thread on a discuss prompt, or a page to start it."""
    prompt = _discuss_prompt(prompt_key)
    thread_id = queries.find_thread_of_prompt(viewer(), prompt.id)
    if thread_id is not None:
        return redirect(url_for(".read_thread", cohort_slug=cohort_slug, thread_id=thread_id), 303)
    return render_template("discussions/begin.html", prompt=prompt, form=PostForm())


@blueprint.post("/prompts/<prompt_key>/posts")
@allowed(Can.OPEN_THREAD)
def reply_to_prompt(cohort_slug: str, prompt_key: str) -> ResponseReturnValue:
    """The first post on a discuss prompt, or the next one when someone else was quicker."""
    prompt, form = _discuss_prompt(prompt_key), PostForm()
    if not form.validate_on_submit():
        return render_template("discussions/begin.html", prompt=prompt, form=form), 422
    thread_id = queries.find_thread_of_prompt(viewer(), prompt.id)
    if thread_id is not None:
        allow(Can.REPLY, queries.get_thread(viewer(), thread_id))
    posted = actions.reply_to_prompt(
        viewer(), prompt, body=form.body.data or "", submission_key=form.submission_key
    )
    return _to(cohort_slug, posted)


def _discuss_prompt(key: str) -> PromptRow:
    prompt = get_prompt(viewer(), key)
    if prompt.kind != "discuss":
        raise NotFound("That prompt is not for discussion.")
    return prompt


def _show(thread: queries.OpenThread, form: PostForm) -> str:
    posts = queries.posts_in(viewer(), thread, after=key_asked("after"))
    return render_template("discussions/thread.html", thread=thread, posts=posts, form=form)


def _to(cohort_slug: str, posted: actions.Posted) -> ResponseReturnValue:
    after = queries.page_holding(viewer(), posted.thread_id, posted.post_id)
    address = url_for(
        ".read_thread",
        cohort_slug=cohort_slug,
        thread_id=posted.thread_id,
        after=ids.write_id(after) if after else None,
        _anchor=f"post-{ids.write_id(posted.post_id)}",
    )
    return redirect(address, 303)
