"""Finding threads and posts: those of the viewer's cohort.

A thread on a prompt is as open as the prompt's module, since it shows its words: facilitators read
ahead, and may begin one before the day. Whoever has posted in one keeps it, and so does everybody
when its page has left the course.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import Profile, User
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.db import fetch
from cohort.discussions.models import Post, Thread
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.kernel.submissions import MOST_SENT, Sent, lately
from cohort.programmes.models import Membership
from cohort.programmes.queries import organisation_as_seen

THREADS_A_PAGE = 30
POSTS_A_PAGE = 50
LAST_WORDS_LENGTH = 160  # characters of the latest post that a list fetches


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in the list. `last_post_id` is the list's key."""

    id: int
    last_post_id: int
    title: str
    author: str
    posts: int
    last_post_at: dt.datetime
    locked_at: dt.datetime | None
    module_title: str | None
    module_position: int | None
    last_words: str | None


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread the viewer may read."""

    id: int
    cohort_id: int
    title: str
    posts: int
    locked_at: dt.datetime | None
    prompt_html: str | None
    prompt_key: str | None
    module_title: str | None
    module_slug: str | None
    module_position: int | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as it stands in its thread."""

    id: int
    author_id: int
    author: str
    role: str | None
    organisation: str | None
    body_html: str
    posted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PromptThread:
    """What stands beneath a discuss prompt: how much has been said, and when last."""

    id: int
    posts: int
    last_post_at: dt.datetime


_in_cohort = Thread.cohort_id == sa.bindparam("cohort_id")
_own_post = aliased(Post)
_is_open_to_viewer = sa.or_(
    Module.id.is_(None),
    Module.retired_at.is_not(None),
    ModulePage.retired_at.is_not(None),
    IS_READABLE,
    sa.exists().where(
        _own_post.thread_id == Thread.id, _own_post.author_id == sa.bindparam("viewer_id")
    ),
)
THREADS = (
    sa.select(
        Thread.id,
        Thread.last_post_id,
        Thread.title,
        User.name,
        Thread.posts,
        Thread.last_post_at,
        Thread.locked_at,
        Module.title,
        Module.position,
        sa.func.substr(Post.body, 1, LAST_WORDS_LENGTH),
    )
    .join(User, User.id == Thread.author_id)
    .outerjoin(Post, Post.id == Thread.last_post_id)
    .outerjoin(Prompt, Prompt.id == Thread.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .where(_in_cohort, _is_open_to_viewer, Thread.last_post_id < sa.bindparam("before"))
    .order_by(Thread.last_post_id.desc(), Thread.id.desc())
    .limit(sa.bindparam("size"))
)
THREAD = (
    sa.select(
        Thread.id,
        Thread.cohort_id,
        Thread.title,
        Thread.posts,
        Thread.locked_at,
        Prompt.html,
        Prompt.key,
        Module.title,
        Module.slug,
        Module.position,
    )
    .outerjoin(Prompt, Prompt.id == Thread.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .where(Thread.id == sa.bindparam("thread_id"), _in_cohort, _is_open_to_viewer)
)
POSTS = (
    sa.select(
        Post.id,
        Post.author_id,
        User.name,
        Membership.role,
        Membership.organisation,
        Post.body_html,
        Post.posted_at,
        Profile.user_id,
        Profile.organisation,
        Profile.seen_by,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(User, User.id == Post.author_id)
    .outerjoin(Profile, Profile.user_id == Post.author_id)
    .outerjoin(
        Membership,
        sa.and_(
            Membership.user_id == Post.author_id,
            Membership.cohort_id == sa.bindparam("cohort_id"),
        ),
    )
    .where(Post.thread_id == sa.bindparam("thread_id"), _in_cohort, Post.id > sa.bindparam("after"))
    .order_by(Post.id)
    .limit(POSTS_A_PAGE + 1)
)
OLDER_POSTS = (
    sa.select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        Post.thread_id == sa.bindparam("thread_id"), _in_cohort, Post.id < sa.bindparam("post_id")
    )
    .order_by(Post.id.desc())
    .limit(POSTS_A_PAGE)
)
OF_PROMPT = sa.select(Thread.id).where(Thread.prompt_id == sa.bindparam("prompt_id"), _in_cohort)
SENT = (
    sa.select(Post.id, Post.submission_key, Post.thread_id, Thread.title, Post.body)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        Post.author_id == sa.bindparam("author_id"),
        sa.or_(Post.submission_key == sa.bindparam("key"), Post.posted_at > sa.bindparam("lately")),
        _in_cohort,
    )
    .order_by(Post.id.desc())
    .limit(MOST_SENT)
)
PROMPT_THREADS = (
    sa.select(Prompt.key, Thread.id, Thread.posts, Thread.last_post_at)
    .join(Prompt, Prompt.id == Thread.prompt_id)
    .where(
        _in_cohort,
        Prompt.programme_id == sa.bindparam("programme_id"),
        Prompt.key.in_(sa.bindparam("keys", expanding=True)),
    )
)


def threads_visible_to(
    viewer: Actor, before: int | None = None, size: int = THREADS_A_PAGE
) -> Page[ThreadLine]:
    """The cohort's threads, the one with the latest post first, a page at a time by key."""
    if viewer.role is None:
        return Page([], None)
    rows = fetch(
        THREADS,
        **_reach(viewer),
        before=ids.BIGGEST if before is None else before,
        size=size + 1,
    )
    return Page.cut([ThreadLine(*row) for row in rows], size, key="last_post_id")


def _reach(viewer: Actor) -> dict[str, Any]:
    return standing(viewer) | {"viewer_id": viewer.user_id}


def get_thread(viewer: Actor, thread_id: int) -> OpenThread:
    """One thread of the viewer's cohort. Raises NotFound."""
    row = None
    if viewer.role is not None:
        row = fetch(THREAD, **_reach(viewer), thread_id=thread_id).one_or_none()
    if row is None:
        raise NotFound("No such thread.")
    return OpenThread(*row)


def posts_in(viewer: Actor, thread: OpenThread, after: int | None = None) -> Page[PostLine]:
    """The thread's posts, oldest first, a page at a time by key."""
    if viewer.role is None:
        return Page([], None)
    rows = fetch(POSTS, cohort_id=viewer.cohort.id, thread_id=thread.id, after=after or 0)
    return Page.cut([_post_line(viewer, *row) for row in rows], POSTS_A_PAGE)


def _post_line(viewer: Actor, *row: Any) -> PostLine:
    """A post, with its author's organisation as far as the viewer may see it."""
    *facts, has_profile, organisation, seen_by = row
    line = PostLine(*facts)
    profile = {"organisation": organisation, "seen_by": seen_by} if has_profile else None
    shown = organisation_as_seen(viewer, line.author_id, line.organisation or "", profile)
    return replace(line, organisation=shown)


def find_thread_of_prompt(viewer: Actor, prompt_id: int) -> int | None:
    """The id of the cohort's thread on a discuss prompt, once somebody has posted."""
    if viewer.role is None:
        return None
    found: int | None = fetch(
        OF_PROMPT, cohort_id=viewer.cohort.id, prompt_id=prompt_id
    ).scalar_one_or_none()
    return found


def sent_by(viewer: Actor, key: str) -> list[Sent]:
    """What the viewer posted with this key or lately; words: thread, its title, body."""
    rows = fetch(
        SENT, author_id=viewer.user_id, key=key, lately=lately(), cohort_id=viewer.cohort.id
    )
    return [Sent(row[0], row[1], tuple(row[2:])) for row in rows]


def page_holding(viewer: Actor, thread_id: int, post_id: int) -> int | None:
    """The `after` key of the page of the thread that shows a post; None for the first page."""
    older = fetch(
        OLDER_POSTS, cohort_id=viewer.cohort.id, thread_id=thread_id, post_id=post_id
    ).all()
    return None if len(older) < POSTS_A_PAGE else int(older[-1][0])


def threads_on(viewer: Actor, prompt_keys: Sequence[str]) -> dict[str, PromptThread]:
    """{prompt key: the cohort's thread on it}."""
    if viewer.role is None:
        return {}
    rows = fetch(
        PROMPT_THREADS,
        cohort_id=viewer.cohort.id,
        programme_id=viewer.programme.id,
        keys=list(prompt_keys),
    )
    return {key: PromptThread(*rest) for key, *rest in rows}
