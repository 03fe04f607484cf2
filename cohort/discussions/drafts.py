"""What somebody may keep a draft of in threads: a thread, a reply, a post on a prompt, the change
of a post, a thread's summary.

The tick “without my name” is part of a draft, so that going on with it posts as it was meant to
be posted; see templates/discussions/without_name.html for where it is no longer offered.
"""

from __future__ import annotations

from typing import Any

from flask import url_for

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.access.rules import may
from cohort.course_modules.queries import get_prompt
from cohort.discussions import queries
from cohort.discussions.models import ThreadKind
from cohort.discussions.queries.private import get_exchange_with
from cohort.discussions.views.composing import NEW
from cohort.drafts import Kind, Place, id_in
from cohort.kernel.errors import NotFound

# A form in which nothing was chosen or written is no draft.
NAMELESS = "without_name"
MOMENT = ("opens_on-day", "opens_on-month", "opens_on-year", "opens_time")
UNTOUCHED = {"title": "", "body": "", "kind": ThreadKind.OPEN.value, "module": ""} | dict.fromkeys(
    MOMENT, ""
)


WORDLESS = {"body": ""}  # whom it answers and the tick are no draft without words


def _new(_viewer: Actor, target: str) -> Place:
    if target != NEW:
        raise NotFound("No such form.")
    return Place(saved=UNTOUCHED)


def _thread(viewer: Actor, target: str) -> Place:
    """A closed thread too: what is being typed when it is closed is kept."""
    about = queries.get_thread_now(viewer, id_in(target, "thread")).title
    return Place(about=about, saved=WORDLESS)


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
    return Place(about=prompt.module_title or "", saved=WORDLESS)


def _prompt_url(viewer: Actor, target: str) -> str:
    return url_for(
        "discussions.thread_of_prompt",
        cohort_slug=viewer.cohort.slug,
        prompt_key=target.removeprefix("prompt:"),
    )


def _post(viewer: Actor, target: str) -> Place:
    post = queries.get_post(viewer, id_in(target, "post"))
    if not may(viewer, Can.CHANGE_POST, post) or post.removed_at is not None:
        raise NotFound("No such post of yours.")
    return Place(saved={"body": post.body})


def _post_url(viewer: Actor, target: str) -> str:
    # The page finds the post in whatever thread it is now.
    place: dict[str, Any] = {"thread_id": 0, "post_id": id_in(target, "post")}
    return url_for("discussions.edit_post", cohort_slug=viewer.cohort.slug, **place)


def _summary(viewer: Actor, target: str) -> Place:
    thread = queries.get_thread_now(viewer, id_in(target, "summary"))
    if not may(viewer, Can.TEND_THREADS):
        raise NotFound("Facilitators write summaries.")
    saved = thread.summary.body if thread.summary else ""
    return Place(about=thread.title, saved={"body": saved})


def _summary_url(viewer: Actor, target: str) -> str:
    return url_for(
        "discussions_facilitator.edit_summary",
        cohort_slug=viewer.cohort.slug,
        thread_id=id_in(target, "summary"),
    )


def _private(viewer: Actor, target: str) -> Place:
    """For a facilitator, about somebody else's post."""
    post = queries.get_post(viewer, id_in(target, "author"))
    if post.is_own or not may(viewer, Can.REPLY_PRIVATELY):
        raise NotFound("No such post.")
    return Place(about=post.thread_title)


def _private_url(viewer: Actor, target: str) -> str:
    post_id = id_in(target, "author")
    return url_for("discussions.ask_private", cohort_slug=viewer.cohort.slug, post_id=post_id)


def _answer(viewer: Actor, target: str) -> Place:
    """For the author of a post, to a facilitator who wrote to them."""
    exchange = get_exchange_with(viewer, id_in(target, "private"))
    if exchange.is_mine:
        raise NotFound("No such private reply.")
    return Place(about=queries.get_post(viewer, exchange.post_id).thread_title)


def _answer_url(viewer: Actor, target: str) -> str:
    private_id = id_in(target, "private")
    slug = viewer.cohort.slug
    return url_for("discussions.read_private", cohort_slug=slug, private_id=private_id)


KINDS = (
    Kind(
        "thread",
        ("title", "body", "kind", "module", *MOMENT, NAMELESS),
        _new,
        lambda _about: "a thread",
        lambda viewer, _: url_for("discussions.new_thread", cohort_slug=viewer.cohort.slug),
    ),
    Kind(
        "reply",
        ("body", "reply_to", NAMELESS),
        _thread,
        lambda about: f"a reply in “{about}”",
        _thread_url,
    ),
    Kind(
        "prompt_post",
        ("body", NAMELESS),
        _prompt,
        lambda about: f"a post on a question of “{about}”" if about else "a post on a question",
        _prompt_url,
    ),
    # The title of its thread may have changed for a reason: the change of a post does not keep it.
    Kind("post", ("body",), _post, lambda _about: "a change to your post", _post_url),
    Kind(
        "summary",
        ("body",),
        _summary,
        lambda about: f"the summary of “{about}”",
        _summary_url,
    ),
    Kind(
        "private_reply",
        ("body",),
        _private,
        lambda about: f"a private reply about a post in “{about}”",
        _private_url,
    ),
    Kind(
        "private_answer",
        ("body",),
        _answer,
        lambda about: f"an answer to a private reply about your post in “{about}”",
        _answer_url,
    ),
)
