"""Talking about a discuss prompt."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import PromptRow, get_prompt
from cohort.discussions import actions, queries
from cohort.discussions.forms import PostForm
from cohort.discussions.views.blueprint import blueprint
from cohort.discussions.views.composing import composing_post, offer_as_thread, post_on
from cohort.discussions.views.files import takes_files, to_what_was_posted
from cohort.discussions.views.naming import is_refused
from cohort.drafts import settle_sent
from cohort.files.kinds import BadFile
from cohort.kernel.errors import NotFound
from cohort.web.guard import allow, allowed, viewer


@blueprint.get("/prompts/<prompt_key>/thread")
@allowed(Can.READ_THREADS)
def thread_of_prompt(cohort_slug: str, prompt_key: str) -> ResponseReturnValue:
    """The thread on a discuss prompt, or a page to start it."""
    prompt = _discuss_prompt(prompt_key)
    thread_id = queries.find_thread_of_prompt(viewer(), prompt.id)
    if thread_id is not None:
        to: dict[str, Any] = {"cohort_slug": cohort_slug, "thread_id": thread_id}
        draft = request.args.get("draft")
        return redirect(url_for(".read_thread", **to, draft=draft), 303)
    return _show(prompt, PostForm())


@blueprint.post("/prompts/<prompt_key>/posts")
@allowed(Can.OPEN_THREAD)
@takes_files
def reply_to_prompt(cohort_slug: str, prompt_key: str) -> ResponseReturnValue:
    """The first post on a discuss prompt, or the next one when someone else was quicker."""
    form = PostForm()
    is_valid = form.validate_on_submit()  # first: to look files through ends the transaction
    prompt = _discuss_prompt(prompt_key)
    if not is_valid or is_refused(form):
        return _show(prompt, form), 422
    thread_id = queries.find_thread_of_prompt(viewer(), prompt.id)
    if thread_id is not None:
        thread = queries.get_thread_now(viewer(), thread_id)
        if thread.locked_at:
            return offer_as_thread(thread, form)
        allow(Can.REPLY, thread)
    try:
        posted = _post(prompt, form)
    except (actions.TooSoon, BadFile) as fault:
        form.say(fault)
        return _show(prompt, form), 422
    except actions.ClosedMeanwhile:
        return _offer(prompt, form)
    settle_sent(viewer(), "prompt_post", post_on(prompt.key))
    return to_what_was_posted(cohort_slug, posted, form)


def _offer(prompt: PromptRow, form: PostForm) -> ResponseReturnValue:
    """Its thread was closed in this very moment."""
    thread_id = queries.find_thread_of_prompt(viewer(), prompt.id)
    if thread_id is None:
        raise NotFound("No such thread.")
    return offer_as_thread(queries.get_thread_now(viewer(), thread_id), form)


def _post(prompt: PromptRow, form: PostForm) -> actions.Posted:
    return actions.reply_to_prompt(
        viewer(),
        prompt,
        body=form.body.data or "",
        submission_key=form.submission_key,
        nameless=form.without_name.data,
        files=form.safe_files,
    )


def _show(prompt: PromptRow, form: PostForm) -> str:
    draft = composing_post(prompt, form)
    return render_template("discussions/begin.html", prompt=prompt, form=form, draft=draft)


def _discuss_prompt(key: str) -> PromptRow:
    prompt = get_prompt(viewer(), key)
    if prompt.kind != "discuss":
        raise NotFound("That prompt is not for discussion.")
    return prompt
