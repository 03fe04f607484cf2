"""Finding threads: those of the viewer's cohort that are open to them (openness.py)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.course_modules.models import Module, Prompt
from cohort.course_modules.queries.languages import PAGE_LANGUAGE
from cohort.db import columns_of, fetch, row_of, rows_of
from cohort.discussions.models import (
    Post,
    Thread,
    ThreadFollowing,
    ThreadLock,
    ThreadMerge,
    ThreadPace,
    ThreadPin,
    ThreadSummary,
)
from cohort.discussions.queries.authors import shown_author, shown_beginner
from cohort.discussions.queries.helping import IS_ANSWERED
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.discussions.queries.openness import (
    IN_COHORT,
    IS_OPEN_TO_VIEWER,
    SHOWS_ALL_POSTS,
    reach,
    with_module,
)
from cohort.discussions.queries.rounds import HIDDEN_WRITERS
from cohort.discussions.queries.rows import OpenThread, Summary, ThreadRow
from cohort.discussions.queries.unread import (
    HAS_NEW,
    MY_FOLLOWING,
    MY_PLACE,
    NEW_POSTS,
    since_joining,
)
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.notices.models import ReadThrough

THREADS_A_PAGE = 30


class Show(StrEnum):
    """Which threads a list shows."""

    ALL = "all"
    NEW = "new"
    MINE = "mine"


MOST_PINNED = 10
LAST_WORDS_LENGTH = 160  # characters of the latest post that a list fetches

_last_words = sa.func.substr(Post.body, 1, LAST_WORDS_LENGTH)
_was_merged = sa.exists().where(ThreadMerge.thread_id == Thread.id)
_anywhere = with_module(
    sa.select(
        *columns_of(
            ThreadRow,
            id=Thread.id,
            last_post_id=Thread.last_post_id,
            title=Thread.title,
            kind=Thread.kind,
            author_id=sa.func.coalesce(User.id, 0),
            author=shown_beginner(),
            posts=Thread.posts,
            last_post_at=Thread.last_post_at,
            locked_at=ThreadLock.locked_at,
            pinned_at=ThreadPin.pinned_at,
            module_title=Module.title,
            module_language=Module.language,
            module_position=Module.position,
            last_words=sa.case(
                (sa.and_(SHOWS_ALL_POSTS, is_not_hidden()), _last_words), else_=sa.null()
            ),
            new_posts=NEW_POSTS,
            is_answered=IS_ANSWERED,
        )
    )
    .outerjoin(User, User.id == shown_author(Thread))
    .outerjoin(ThreadLock, ThreadLock.thread_id == Thread.id)
    .outerjoin(ThreadPin, ThreadPin.thread_id == Thread.id)
    .outerjoin(Post, Post.id == Thread.last_post_id)
    .outerjoin(ReadThrough, MY_PLACE)
    .outerjoin(ThreadFollowing, MY_FOLLOWING)
).where(IS_OPEN_TO_VIEWER, ~_was_merged)
_threads = _anywhere.where(IN_COHORT)
THREADS = (
    _threads.where(Thread.last_post_id < sa.bindparam("before"))
    .order_by(Thread.last_post_id.desc(), Thread.id.desc())
    .limit(sa.bindparam("size"))
)
_mine = aliased(Post)
LISTS: Mapping[Show, sa.Select[Any]] = {
    Show.ALL: THREADS,
    Show.NEW: THREADS.where(HAS_NEW),
    Show.MINE: THREADS.where(
        Thread.id.in_(
            sa.select(_mine.thread_id).where(_mine.author_id == sa.bindparam("viewer_id"))
        )
    ),
}
OF_MODULE: Mapping[Show, sa.Select[Any]] = {
    show: query.where(Thread.module_id == sa.bindparam("module_id"))
    for show, query in LISTS.items()
}
# The newest threads, those with something new first.
NEWEST = THREADS.cte("newest")
ON_HOME = (
    sa.select(NEWEST)
    .order_by(sa.case((NEWEST.c.new_posts > 0, 0), else_=1), NEWEST.c.last_post_id.desc())
    .limit(sa.bindparam("shown"))
)
# All that the viewer may read, to mark it as read.
VISIBLE = with_module(sa.select(Thread.id)).where(IN_COHORT, IS_OPEN_TO_VIEWER, ~_was_merged)
_pinned = aliased(Thread)
_pins = (
    sa.select(ThreadPin.thread_id)
    .join(_pinned, _pinned.id == ThreadPin.thread_id)
    .where(_pinned.cohort_id == sa.bindparam("cohort_id"))
    .order_by(ThreadPin.pinned_at, ThreadPin.thread_id)
    .limit(10 * MOST_PINNED)
)
PINNED = (
    # Found by the cohort's few pins alone, and never by the index of its many threads.
    _anywhere.where(Thread.id.in_(_pins))
    .order_by(ThreadPin.pinned_at, Thread.id)
    .limit(MOST_PINNED)
)
_summariser = aliased(User)
THREAD = with_module(
    sa.select(
        *columns_of(
            OpenThread,
            id=Thread.id,
            cohort_id=Thread.cohort_id,
            author_id=sa.func.coalesce(shown_author(Thread), 0),
            title=Thread.title,
            kind=Thread.kind,
            posts=Thread.posts,
            shows_all=SHOWS_ALL_POSTS,
            hidden_writers=HIDDEN_WRITERS,
            locked_at=ThreadLock.locked_at,
            lock_reason=ThreadLock.reason,
            pace_minutes=ThreadPace.minutes,
            pinned_at=ThreadPin.pinned_at,
            prompt_id=Thread.prompt_id,
            prompt_html=Prompt.html,
            prompt_key=Prompt.key,
            prompt_language=PAGE_LANGUAGE,
            module_id=Module.id,
            module_title=Module.title,
            module_language=Module.language,
            module_slug=Module.slug,
            module_position=Module.position,
        ),
        *columns_of(
            Summary,
            "summary_",
            body=ThreadSummary.body,
            html=ThreadSummary.body_html,
            by=sa.func.coalesce(_summariser.name, ""),
            at=ThreadSummary.written_at,
            version=ThreadSummary.version,
        ),
        ThreadMerge.into_id.label("merged_into"),
    )
    .outerjoin(ThreadLock, ThreadLock.thread_id == Thread.id)
    .outerjoin(ThreadPace, ThreadPace.thread_id == Thread.id)
    .outerjoin(ThreadPin, ThreadPin.thread_id == Thread.id)
    .outerjoin(ThreadMerge, ThreadMerge.thread_id == Thread.id)
    .outerjoin(ThreadSummary, ThreadSummary.thread_id == Thread.id)
    .outerjoin(_summariser, _summariser.id == ThreadSummary.written_by)
).where(Thread.id == sa.bindparam("thread_id"), IN_COHORT, IS_OPEN_TO_VIEWER)
# Where a prompt's thread is now: it may have been merged into another one.
_now_at: Any = sa.func.coalesce(ThreadMerge.into_id, Thread.id)
OF_PROMPT = (
    sa.select(_now_at)
    .select_from(Thread)
    .outerjoin(ThreadMerge, ThreadMerge.thread_id == Thread.id)
    .where(Thread.prompt_id == sa.bindparam("prompt_id"), IN_COHORT)
)


class Merged(NotFound):
    """The thread's posts are in another thread now."""

    def __init__(self, thread_id: int) -> None:
        super().__init__("This thread was merged into another one.")
        self.thread_id = thread_id


def threads_visible_to(
    viewer: Actor,
    before: int | None = None,
    size: int = THREADS_A_PAGE,
    module_id: int | None = None,
    show: Show = Show.ALL,
) -> Page[ThreadRow]:
    """The cohort's threads, the one with the latest post first, a page at a time by key; of one
    module with its `module_id`."""
    if viewer.role is None:
        return Page([], None)
    rows = fetch(
        (LISTS if module_id is None else OF_MODULE)[show],
        **_reach(viewer),
        before=ids.BIGGEST if before is None else before,
        size=size + 1,
        module_id=module_id,
    )
    return Page.cut(rows_of(ThreadRow, rows), size, key="last_post_id")


def threads_on_home(viewer: Actor, size: int) -> list[ThreadRow]:
    """Of the newest threads `size`: those with something new to the viewer first."""
    facts = _reach(viewer) | {"before": ids.BIGGEST, "size": THREADS_A_PAGE, "shown": size}
    return rows_of(ThreadRow, fetch(ON_HOME, **facts))


def visible_threads(viewer: Actor) -> sa.Select[Any]:
    """The ids of all threads that the viewer may read, as a query for a statement."""
    return VISIBLE.params(**_reach(viewer))


def _reach(viewer: Actor) -> dict[str, Any]:
    return reach(viewer) | since_joining(viewer)


def pinned_threads(viewer: Actor) -> list[ThreadRow]:
    """Those that stand above the others, in the order in which they were pinned."""
    if viewer.role is None:
        return []
    return rows_of(ThreadRow, fetch(PINNED, **_reach(viewer)))


def get_thread(viewer: Actor, thread_id: int) -> OpenThread:
    """One thread of the viewer's cohort. Raises NotFound; Merged, which says where its posts are,
    when it has become part of another."""
    row = None
    if viewer.role is not None:
        row = fetch(THREAD, **_reach(viewer), thread_id=thread_id).one_or_none()
    if row is None:
        raise NotFound("No such thread.")
    if row.merged_into is not None:
        raise Merged(row.merged_into)
    summary = row_of(Summary, row, "summary_") if row.summary_version is not None else None
    return row_of(OpenThread, row, summary=summary, shows_all=bool(row.shows_all))


def find_thread_of_prompt(viewer: Actor, prompt_id: int) -> int | None:
    """The id of the cohort's thread on a discuss prompt, once somebody has posted."""
    if viewer.role is None:
        return None
    found: int | None = fetch(
        OF_PROMPT, cohort_id=viewer.cohort.id, prompt_id=prompt_id
    ).scalar_one_or_none()
    return found
