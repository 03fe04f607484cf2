"""What somebody may keep a draft of in threads: a thread, a reply, a post on a prompt."""

from __future__ import annotations

from flask import url_for

from cohort.access.actor import Actor
from cohort.course_modules.queries import get_prompt
from cohort.discussions import queries
from cohort.discussions.models import ThreadKind
from cohort.discussions.views.composing import NEW
from cohort.drafts import Kind, Place, id_in
from cohort.kernel.errors import NotFound

# A form in which nothing was chosen or written is no draft.
MOMENT = ("opens_on-day", "opens_on-month", "opens_on-year", "opens_time")
UNTOUCHED = {"title": "", "body": "", "kind": ThreadKind.OPEN.value, "module": ""} | dict.fromkeys(
    MOMENT, ""
)


def _new(_viewer: Actor, target: str) -> Place:
    if target != NEW:
        raise NotFound("No such form.")
    return Place(saved=UNTOUCHED)


def _thread(viewer: Actor, target: str) -> Place:
    """A closed thread too: what is being typed when it is closed is kept."""
    return Place(about=queries.get_thread_now(viewer, id_in(target, "thread")).title)


def _thread_url(viewer: Actor, target: str) -> str:
    return url_for(
        "discussions.read_thread",
        cohort_slug=viewer.cohort.slug,
        thread_id=id_in(target, "thread"),
        _anchor="reply-heading",
    )


def _prompt(viewer: Actor, target: str) -> Place:
    prompt = get_prompt(viewer, target.removeprefix("prompt:"))
    if prompt.kind != "discuss":
        raise NotFound("That prompt is not for discussion.")
    return Place(about=prompt.module_title or "")


def _prompt_url(viewer: Actor, target: str) -> str:
    return url_for(
        "discussions.thread_of_prompt",
        cohort_slug=viewer.cohort.slug,
        prompt_key=target.removeprefix("prompt:"),
    )


KINDS = (
    Kind(
        "thread",
        ("title", "body", "kind", "module", *MOMENT),
        _new,
        lambda _about: "a thread",
        lambda viewer, _: url_for("discussions.new_thread", cohort_slug=viewer.cohort.slug),
    ),
    Kind("reply", ("body",), _thread, lambda about: f"a reply in “{about}”", _thread_url),
    Kind(
        "prompt_post",
        ("body",),
        _prompt,
        lambda about: f"a post on a question of “{about}”" if about else "a post on a question",
        _prompt_url,
    ),
)
