"""Search for threads and posts: those of the viewer's cohort that they may read now.

Only words of posts and titles are in the index, never an author. A post is put there by the job
that tells of it, and each search asks the rules of reading anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.db import db, fetch, in_batches
from cohort.discussions.models import Post, PostHiding, PostRemoval, Thread, ThreadMerge
from cohort.discussions.queries.openness import is_shown
from cohort.kernel import ids
from cohort.programmes.models import Cohort
from cohort.search import index
from cohort.search.html import text_of
from cohort.search.kinds import Group, HitPlace, IndexEntry, Kind
from cohort.search.models import SearchEntry

THREAD, POST = "thread", "post"
THREADS = Group("Threads", "Everyone in this cohort can read these.")
_THREADS = (
    sa.select(
        Thread.id,
        Thread.title,
        Thread.cohort_id,
        Cohort.programme_id,
    )
    .join(Cohort, Cohort.id == Thread.cohort_id)
    .where(~sa.exists().where(ThreadMerge.thread_id == Thread.id))
)
_POSTS = (
    sa.select(
        Post.id,
        Post.thread_id,
        Post.body_html,
        Thread.cohort_id,
        Cohort.programme_id,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Cohort, Cohort.id == Thread.cohort_id)
)


def index_posts(post_ids: Sequence[int]) -> None:
    """Bring the entries of these posts and of their threads up to date."""
    posts = db.session.execute(_POSTS.where(Post.id.in_(post_ids))).all()
    index.put_all(POST, map(_of_post, posts))
    index_threads(sorted({post.thread_id for post in posts}))


def index_threads(thread_ids: Sequence[int]) -> None:
    """Bring the entries of these threads' titles up to date."""
    threads = db.session.execute(_THREADS.where(Thread.id.in_(thread_ids))).all()
    index.put_all(THREAD, map(_of_thread, threads))


def forget_posts(post_ids: Iterable[int]) -> None:
    """Take posts out of the index: removed, hidden or emptied ones."""
    index.remove(POST, post_ids)


def forget_threads(thread_ids: Iterable[int]) -> None:
    """Take threads' titles out of the index: those that were merged."""
    index.remove(THREAD, thread_ids)


def _of_thread(thread: Any) -> IndexEntry:
    return _entry(thread, thread.title, "", {"thread": thread.id})


def _of_post(post: Any) -> IndexEntry:
    # Its thread, and what that is called, is looked up when it is found: it changes for thousands
    # of posts at once.
    return _entry(post, "", text_of(post.body_html), {"post": post.id})


def _entry(row: Any, title: str, text: str, extra: dict[str, Any]) -> IndexEntry:
    return IndexEntry(row.id, row.programme_id, title, text, cohort_id=row.cohort_id, extra=extra)


_own = aliased(Post)
_me: Any = sa.bindparam("viewer_id")
_thread_is_open = sa.or_(
    Thread.prompt_id.is_(None),
    sa.exists()
    .where(
        Prompt.id == Thread.prompt_id,
        ModulePage.id == Prompt.page_id,
        Module.id == ModulePage.module_id,
        sa.or_(Module.retired_at.is_not(None), ModulePage.retired_at.is_not(None), IS_READABLE),
    )
    .correlate(Thread),
    sa.exists().where(_own.thread_id == Thread.id, _own.author_id == _me).correlate(Thread),
)


def _thread_is_readable(_viewer: Actor) -> sa.ColumnElement[bool]:
    here = Thread.id == SearchEntry.thing_id, Thread.cohort_id == sa.bindparam("cohort_id")
    there = sa.select(Thread.id).where(*here, _thread_is_open)
    return there.correlate(SearchEntry).exists()


def _post_is_readable(_viewer: Actor) -> sa.ColumnElement[bool]:
    here = Post.id == SearchEntry.thing_id, Thread.id == Post.thread_id
    there = sa.select(Post.id).where(
        *here,
        Thread.cohort_id == sa.bindparam("cohort_id"),
        _thread_is_open,
        is_shown(Post),
        ~sa.exists().where(PostRemoval.post_id == Post.id).correlate(Post),
        ~sa.exists().where(PostHiding.post_id == Post.id).correlate(Post),
    )
    return there.correlate(SearchEntry).exists()


def _facts(viewer: Actor) -> dict[str, Any]:
    return standing(viewer) | {"viewer_id": viewer.user_id}


def _describe(viewer: Actor, extra: Mapping[str, Any]) -> HitPlace:
    place = {"cohort_slug": viewer.cohort.slug, "thread_id": extra["thread"]}
    return HitPlace(url_for("discussions.read_thread", **place), "Thread", icon="chat")


_NOW = (
    sa.select(Post.id, Post.thread_id, Thread.title)
    .join(Thread, Thread.id == Post.thread_id)
    # By the posts' ids, and never by the index of the cohort's many threads.
    .where(
        Post.id.in_(sa.bindparam("post_ids", expanding=True)),
        Thread.cohort_id + 0 == sa.bindparam("cohort_id"),
    )
)


def _now(viewer: Actor, post_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The threads in which posts are now."""
    rows = fetch(_NOW, cohort_id=viewer.cohort.id, post_ids=list(post_ids))
    return {row.id: {"thread": row.thread_id, "title": row.title} for row in rows}


def _describe_post(viewer: Actor, extra: Mapping[str, Any]) -> HitPlace:
    written = ids.write_id(extra["post"])
    url = url_for(
        "discussions.read_thread",
        cohort_slug=viewer.cohort.slug,
        thread_id=extra.get("thread", 0),
        post=written,
        _anchor=f"post-{written}",
    )
    return HitPlace(url, "Post in a thread", title=extra.get("title", ""), icon="chat")


KINDS = (
    Kind(
        THREAD,
        group=THREADS,
        readable=_thread_is_readable,
        facts=_facts,
        describe=_describe,
        everything=lambda: map(_of_thread, in_batches(_THREADS, Thread.id)),
    ),
    Kind(
        POST,
        group=THREADS,
        readable=_post_is_readable,
        facts=_facts,
        describe=_describe_post,
        now=_now,
        everything=lambda: map(_of_post, in_batches(_POSTS, Post.id)),
    ),
)
