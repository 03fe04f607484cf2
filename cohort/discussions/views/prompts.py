"""Talking about a discuss prompt."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import PromptRow, get_prompt
from cohort.discussions import actions, queries
from cohort.discussions.forms import PostForm
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.kernel.errors import NotFound
from cohort.web.guard import allow, allowed, viewer


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
    return to_post(cohort_slug, posted)


def _discuss_prompt(key: str) -> PromptRow:
    prompt = get_prompt(viewer(), key)
    if prompt.kind != "discuss":
        raise NotFound("That prompt is not for discussion.")
    return prompt
