"""Data of a person in threads: the posts they wrote and the threads they opened."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, db, in_batches
from cohort.discussions.models import Post, PostFollowing, Thread, ThreadFollowing
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.programmes.models import Cohort

HELD = (
    StoredData(
        "Posts in threads: text and when posted",
        ("post.author_id",),
        download="yes, with the title of the thread; not what others posted",
        deletion="kept without a name, so that the replies of others still make sense; or the "
        "words are removed too, when the person asks for that",
        until="the author deletes the account and asks for the words to go",
    ),
    StoredData(
        "Threads opened: title and when opened",
        ("thread.author_id",),
        download="yes",
        deletion="kept without a name; the title is removed with the words of posts",
        until="the author deletes the account and asks for the words to go",
    ),
    StoredData(
        "Who closed a thread to new posts, and when",
        ("thread_lock.locked_by",),
        download="no: it says nothing but that they did their work",
        deletion="kept without a name: the thread stays closed",
        until="the thread is opened again",
    ),
    StoredData(
        "Threads and posts that a person follows, does not want to follow, or has muted",
        ("thread_following.user_id", "post_following.user_id"),
        download="yes",
        deletion="removed",
        until="the person deletes the account",
    ),
)
REMOVED_TITLE = "A thread whose title was removed"
REMOVED_WORDS = "These words were removed by the person who wrote them."


def export(whose: DataSubject) -> list[ExportSection]:
    """Every post, oldest first, and the threads opened."""
    return [
        ExportSection(
            "posts",
            "Your posts",
            "Every post you wrote, oldest first, with the title of its thread. What others "
            "posted is theirs and is not here.",
            lambda: _posts(whose.user_id),
        ),
        ExportSection(
            "threads",
            "Threads you opened",
            "Their titles; your own posts in them are with your posts.",
            lambda: _threads(whose.user_id),
        ),
        ExportSection(
            "following",
            "Threads and posts you follow",
            "What you follow, why, and what you stopped following or muted.",
            lambda: _following(whose.user_id),
        ),
    ]


def _following(user_id: int) -> Iterator[ExportItem]:
    threads = (
        sa.select(Thread.id, Thread.title, ThreadFollowing.state, ThreadFollowing.why)
        .join(ThreadFollowing, ThreadFollowing.thread_id == Thread.id)
        .where(ThreadFollowing.user_id == user_id)
    )
    for row in in_batches(threads, Thread.id):
        yield ExportItem({"thread": row.title, "state": row.state, "why": row.why})
    posts = (
        sa.select(Post.id, Thread.title, Post.posted_at, PostFollowing.state)
        .join(PostFollowing, PostFollowing.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostFollowing.user_id == user_id)
    )
    for row in in_batches(posts, Post.id):
        yield ExportItem({"a post in": row.title, "of": row.posted_at, "state": row.state})


def _posts(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Post.id, Post.body, Post.body_html, Post.posted_at, Thread.title, Cohort.name)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Cohort, Cohort.id == Thread.cohort_id)
        .where(Post.author_id == user_id)
    )
    for row in in_batches(query, Post.id):
        facts = {
            "thread": row.title,
            "cohort": row.name,
            "posted_at": row.posted_at,
            "text": row.body,
        }
        yield ExportItem(facts, row.title, row.body_html)


def _threads(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Thread.id, Thread.title, Thread.opened_at, Cohort.name)
        .join(Cohort, Cohort.id == Thread.cohort_id)
        .where(Thread.author_id == user_id)
    )
    for row in in_batches(query, Thread.id):
        yield ExportItem({"title": row.title, "cohort": row.name, "opened_at": row.opened_at})


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:
    """Keep posts and threads without a name; with `remove_posts` delete their text."""
    for table in (ThreadFollowing, PostFollowing):
        change(sa.delete(table).where(table.user_id == whose.user_id))
    posts = Post.author_id == whose.user_id
    count = db.session.scalar(sa.select(sa.func.count()).where(posts)) or 0
    if not remove_posts:
        return Erased(kept={"posts in threads": count})
    html = f"<p>{REMOVED_WORDS}</p>"
    change(sa.update(Post).where(posts).values(body=REMOVED_WORDS, body_html=html))
    # The title of a prompt's thread comes from the module, not from whoever posted first.
    own = sa.and_(Thread.author_id == whose.user_id, Thread.prompt_id.is_(None))
    change(sa.update(Thread).where(own).values(title=REMOVED_TITLE))
    return Erased({"words of posts in threads": count})
