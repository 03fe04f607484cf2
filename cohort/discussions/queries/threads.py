"""Finding threads: those of the viewer's cohort.

A thread on a prompt is as open as the prompt's module, since it shows its text: facilitators read
ahead, and may start one before the day. Everybody who has posted in one can still read it, and
when its page has left the course, so can everybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.course_modules.queries.languages import PAGE_LANGUAGE
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.db import columns_of, fetch, row_of, rows_of
from cohort.discussions.models import Post, Thread, ThreadLock
from cohort.discussions.queries.rows import OpenThread, PromptThread, ThreadRow
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page

THREADS_A_PAGE = 30
LAST_WORDS_LENGTH = 160  # characters of the latest post that a list fetches

IN_COHORT = Thread.cohort_id == sa.bindparam("cohort_id")
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
        *columns_of(
            ThreadRow,
            id=Thread.id,
            last_post_id=Thread.last_post_id,
            title=Thread.title,
            author_id=Thread.author_id,
            author=User.name,
            posts=Thread.posts,
            last_post_at=Thread.last_post_at,
            locked_at=ThreadLock.locked_at,
            module_title=Module.title,
            module_language=Module.language,
            module_position=Module.position,
            last_words=sa.func.substr(Post.body, 1, LAST_WORDS_LENGTH),
        )
    )
    .join(User, User.id == Thread.author_id)
    .outerjoin(ThreadLock, ThreadLock.thread_id == Thread.id)
    .outerjoin(Post, Post.id == Thread.last_post_id)
    .outerjoin(Prompt, Prompt.id == Thread.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .where(IN_COHORT, _is_open_to_viewer, Thread.last_post_id < sa.bindparam("before"))
    .order_by(Thread.last_post_id.desc(), Thread.id.desc())
    .limit(sa.bindparam("size"))
)
THREAD = (
    sa.select(
        *columns_of(
            OpenThread,
            id=Thread.id,
            cohort_id=Thread.cohort_id,
            title=Thread.title,
            posts=Thread.posts,
            locked_at=ThreadLock.locked_at,
            prompt_html=Prompt.html,
            prompt_key=Prompt.key,
            prompt_language=PAGE_LANGUAGE,
            module_title=Module.title,
            module_language=Module.language,
            module_slug=Module.slug,
            module_position=Module.position,
        )
    )
    .outerjoin(ThreadLock, ThreadLock.thread_id == Thread.id)
    .outerjoin(Prompt, Prompt.id == Thread.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .where(Thread.id == sa.bindparam("thread_id"), IN_COHORT, _is_open_to_viewer)
)
OF_PROMPT = sa.select(Thread.id).where(Thread.prompt_id == sa.bindparam("prompt_id"), IN_COHORT)
PROMPT_THREADS = (
    sa.select(
        Prompt.key.label("prompt_key"),
        *columns_of(
            PromptThread, id=Thread.id, posts=Thread.posts, last_post_at=Thread.last_post_at
        ),
    )
    .join(Prompt, Prompt.id == Thread.prompt_id)
    .where(
        IN_COHORT,
        Prompt.programme_id == sa.bindparam("programme_id"),
        Prompt.key.in_(sa.bindparam("keys", expanding=True)),
    )
)


def threads_visible_to(
    viewer: Actor, before: int | None = None, size: int = THREADS_A_PAGE
) -> Page[ThreadRow]:
    """The cohort's threads, the one with the latest post first, a page at a time by key."""
    if viewer.role is None:
        return Page([], None)
    rows = fetch(
        THREADS,
        **_reach(viewer),
        before=ids.BIGGEST if before is None else before,
        size=size + 1,
    )
    return Page.cut(rows_of(ThreadRow, rows), size, key="last_post_id")


def _reach(viewer: Actor) -> dict[str, Any]:
    return standing(viewer) | {"viewer_id": viewer.user_id}


def get_thread(viewer: Actor, thread_id: int) -> OpenThread:
    """One thread of the viewer's cohort. Raises NotFound."""
    row = None
    if viewer.role is not None:
        row = fetch(THREAD, **_reach(viewer), thread_id=thread_id).one_or_none()
    if row is None:
        raise NotFound("No such thread.")
    return row_of(OpenThread, row)


def find_thread_of_prompt(viewer: Actor, prompt_id: int) -> int | None:
    """The id of the cohort's thread on a discuss prompt, once somebody has posted."""
    if viewer.role is None:
        return None
    found: int | None = fetch(
        OF_PROMPT, cohort_id=viewer.cohort.id, prompt_id=prompt_id
    ).scalar_one_or_none()
    return found


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
    return {row.prompt_key: row_of(PromptThread, row) for row in rows}
