"""Threads as they stand below their prompts on a page: the first posts of each, and what is new.

One query, however many prompts a page has and however long their threads are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.course_modules.models import Prompt
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import (
    Post,
    PostRemoval,
    Thread,
    ThreadFollowing,
    ThreadLock,
    ThreadMerge,
)
from cohort.discussions.queries.authors import VIEWER, shown_author, shown_name
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.discussions.queries.openness import (
    IN_COHORT,
    IS_OPEN_TO_VIEWER,
    is_shown,
    reach,
    with_module,
)
from cohort.discussions.queries.unread import MY_FOLLOWING, MY_PLACE, NEW_POSTS, since_joining
from cohort.notices.kinds import excerpt_of
from cohort.notices.models import ReadThrough

FIRST_POSTS = 3
SHOWN = 300  # characters of each
_FETCHED = 5 * SHOWN  # of its HTML


@dataclass(frozen=True, slots=True)
class FirstPost:
    """One of the first posts. `author`, as far as the viewer may know; `words`: their beginning."""

    id: int
    author: str
    is_own: bool
    is_nameless: bool
    words: str
    posted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PromptThread:
    """The cohort's thread on a prompt, where it is now. `is_readable`: open to the viewer, which
    one that was merged into the thread of a locked module is not. `new_posts`: to the viewer, as
    far as they are counted."""

    id: int
    cohort_id: int
    kind: str
    posts: int
    locked_at: dt.datetime | None
    is_readable: bool
    new_posts: int
    first: tuple[FirstPost, ...] = ()


_asked, _asked_prompt = aliased(Thread), aliased(Prompt)
_post = aliased(Post)


def _nth(number: int) -> sa.ScalarSelect[int]:
    """The id of the post that is the `number`th of those of Thread whose words the viewer reads."""
    return (
        sa.select(_post.id)
        .where(
            _post.thread_id == Thread.id,
            is_shown(_post),
            is_not_hidden(_post),
            ~sa.exists().where(PostRemoval.post_id == _post.id),
        )
        .order_by(_post.id)
        .offset(number)
        .limit(1)
        .correlate(Thread)
        .scalar_subquery()
    )


_threads: Any = (
    with_module(
        sa.select(
            _asked_prompt.key.label("prompt_key"),
            *columns_of(
                PromptThread,
                id=Thread.id,
                cohort_id=Thread.cohort_id,
                kind=Thread.kind,
                posts=Thread.posts,
                locked_at=ThreadLock.locked_at,
                is_readable=IS_OPEN_TO_VIEWER,
                new_posts=NEW_POSTS,
            ),
            *(_nth(number).label(f"post_{number}") for number in range(FIRST_POSTS)),
        )
        .select_from(_asked)
        .join(_asked_prompt, _asked_prompt.id == _asked.prompt_id)
        # It may have been merged into another thread.
        .outerjoin(ThreadMerge, ThreadMerge.thread_id == _asked.id)
        .join(Thread, Thread.id == sa.func.coalesce(ThreadMerge.into_id, _asked.id))
        .outerjoin(ThreadLock, ThreadLock.thread_id == Thread.id)
        .outerjoin(ReadThrough, MY_PLACE)
        .outerjoin(ThreadFollowing, MY_FOLLOWING)
    )
    .where(
        _asked.cohort_id == sa.bindparam("cohort_id"),
        IN_COHORT,
        _asked_prompt.programme_id == sa.bindparam("programme_id"),
        _asked_prompt.key.in_(sa.bindparam("keys", expanding=True)),
    )
    .cte("threads")
)
IN_PLACE = (
    sa.select(
        _threads,
        *columns_of(
            FirstPost,
            "post_",
            id=Post.id,
            author=shown_name(),
            is_own=Post.author_id == VIEWER,
            is_nameless=Post.is_nameless,
            words=sa.func.substr(Post.body_html, 1, _FETCHED),
            posted_at=Post.posted_at,
        ),
    )
    .outerjoin(
        Post,
        sa.and_(
            _threads.c.is_readable,
            Post.id.in_([_threads.c[f"post_{number}"] for number in range(FIRST_POSTS)]),
        ),
    )
    .outerjoin(User, User.id == shown_author())
    .order_by(Post.id)
)


def threads_on(viewer: Actor, prompt_keys: Sequence[str]) -> dict[str, PromptThread]:
    """{prompt key: the cohort's thread on it}, with its first posts."""
    if viewer.role is None:
        return {}
    facts = reach(viewer) | since_joining(viewer)
    threads: dict[str, PromptThread] = {}
    first: dict[str, list[FirstPost]] = {}
    for row in fetch(IN_PLACE, **facts, keys=list(prompt_keys)):
        posts = first.setdefault(row.prompt_key, [])
        if row.post_id is not None:
            words = excerpt_of(row.post_words, SHOWN)
            posts.append(row_of(FirstPost, row, "post_", words=words))
        shown, is_readable = tuple(posts), bool(row.is_readable)
        found = row_of(PromptThread, row, first=shown, is_readable=is_readable)
        threads[row.prompt_key] = found
    return threads
