"""What the page shows below a discuss prompt: the first posts of its thread, and a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.access.rules import may
from cohort.discussions.forms import PostForm
from cohort.discussions.queries.in_place import PromptThread, threads_on
from cohort.discussions.views.composing import post_on, reply_to
from cohort.drafts import Composing, compose_each


@dataclass(frozen=True, slots=True)
class Talk:
    """A prompt's thread, None until somebody has posted, and what is begun in the box below it;
    None where the viewer cannot write."""

    thread: PromptThread | None
    draft: Composing | None


def talks_on(viewer: Actor, prompt_keys: Sequence[str]) -> Mapping[str, Talk]:
    """{prompt key: what stands below it} for a page's discuss prompts, in two queries."""
    threads = threads_on(viewer, prompt_keys)
    writable = [key for key in prompt_keys if _may_write(viewer, threads.get(key))]
    boxes = compose_each(viewer, [_box(key, threads.get(key)) for key in writable], device="page")
    drafts = dict(zip(writable, boxes, strict=True))
    return {key: Talk(threads.get(key), drafts.get(key)) for key in prompt_keys}


def _may_write(viewer: Actor, thread: PromptThread | None) -> bool:
    if thread is None:
        return may(viewer, Can.OPEN_THREAD)
    return thread.is_readable and may(viewer, Can.REPLY, thread)


def _box(key: str, thread: PromptThread | None) -> tuple[str, str, PostForm]:
    """The form is for its key alone: the template draws it, as often as the page has prompts."""
    form = PostForm(formdata=None)
    if thread is None:
        return "prompt_post", post_on(key), form
    return "reply", reply_to(thread.id), form


FILLS = {"discuss": talks_on}
