"""The composers of threads, with the drafts that were begun in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.access.rules import may
from cohort.course_modules.queries import ModuleRow, PromptRow, modules_visible_to
from cohort.discussions import queries
from cohort.discussions.forms import EditPostForm, PostForm, ThreadForm
from cohort.drafts import Composing, compose, keep_sent
from cohort.kernel import ids
from cohort.web.guard import viewer

NEW = "new"  # the target of a thread that is yet to be opened; a draft knows its cohort
LONGEST_TITLE = 160


def reply_to(thread_id: int) -> str:
    """The target of a reply in a thread."""
    return f"thread:{ids.write_id(thread_id)}"


def post_on(prompt_key: str) -> str:
    """The target of a post on a discuss prompt."""
    return f"prompt:{prompt_key}"


def composing_reply(thread: queries.OpenThread, form: PostForm) -> Composing:
    """A reply; on a prompt's thread also what was begun before the thread was there."""
    also = (post_on(thread.prompt_key),) if thread.prompt_key else ()
    return compose(viewer(), "reply", reply_to(thread.id), form, also=also)


def composing_post(prompt: PromptRow, form: PostForm) -> Composing:
    """The first post on a prompt."""
    return compose(viewer(), "prompt_post", post_on(prompt.key), form)


def changed_post(post_id: int) -> str:
    """The target of a change to a post."""
    return f"post:{ids.write_id(post_id)}"


def composing_change(post: queries.OnePost, form: EditPostForm) -> Composing:
    """A change to one's own post."""
    saved = {"body": post.body}
    target = changed_post(post.id)
    return compose(viewer(), "post", target, form, based_on=post.version, saved=saved)


def open_modules() -> Sequence[ModuleRow]:
    """The modules that are open to the viewer: a thread may belong to one of them."""
    return [row for row in modules_visible_to(viewer()) if row.is_open]


def thread_form(**given: Any) -> ThreadForm:
    """The form of a new thread, with the kinds and modules that the viewer can choose."""
    modules = [(row.slug, row.title) for row in open_modules()]
    return ThreadForm(can_lead=may(viewer(), Can.LEAD_THREAD), modules=modules, **given)


def show_new(form: ThreadForm, closed: queries.OpenThread | None = None) -> str:
    """The page of a new thread. A draft of a reply that is gone on with here gets a title."""
    draft = compose(viewer(), "thread", NEW, form)
    if draft.opened and draft.opened.about and not form.title.data:
        form.title.data = title_after(draft.opened.about)
    return render_template("discussions/new.html", form=form, draft=draft, closed=closed)


def offer_as_thread(thread: queries.OpenThread, form: PostForm) -> ResponseReturnValue:
    """The thread was closed while this was written: keep the text, and show it as a new thread
    that one press begins."""
    title, nameless = title_after(thread.title), form.without_name.data
    new = thread_form(formdata=None, title=title, body=form.body.data, without_name=nameless)
    typed = request.form.get("body", "").strip()
    new.submission.data = (
        keep_sent(viewer(), "reply", reply_to(thread.id)) if typed else form.submission_key
    )
    return show_new(new, closed=thread), 409


def title_after(title: str) -> str:
    """“Re: …” once, however often it was taken up."""
    return (title if title.startswith("Re: ") else f"Re: {title}")[:LONGEST_TITLE]
