"""What the download has of threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from cohort.db import db, in_batches
from cohort.discussions.models import (
    Acknowledgement,
    MailedPost,
    Mention,
    Outcome,
    Post,
    PostFile,
    PostFollowing,
    PostRemoval,
    PostReport,
    PrivateReply,
    Reason,
    Thread,
    ThreadFollowing,
    ThreadToCome,
    Word,
)
from cohort.discussions.queries.unmaskings import names_asked_for
from cohort.kernel import ids
from cohort.kernel.data_rights import DataSubject, ExportItem, ExportSection
from cohort.programmes.models import Cohort

_IS_NOT_REMOVED = ~sa.exists().where(PostRemoval.post_id == Post.id)


def export(whose: DataSubject) -> list[ExportSection]:
    """Every post, oldest first, and the threads opened."""
    return [
        ExportSection(
            "posts",
            "Your posts",
            "Every post you wrote, oldest first, with the title of its thread. Your pictures and "
            "files are in the folder files/posts. What others posted is theirs and is not here.",
            lambda: _posts(whose.user_id),
            _files(whose.user_id),
        ),
        ExportSection(
            "threads",
            "Threads you opened",
            "Their titles; your own posts in them are with your posts.",
            lambda: _threads(whose.user_id),
        ),
        ExportSection(
            "threads_to_come",
            "Threads of yours that open later",
            "What you wrote and when it opens. Until then the facilitators of the cohort see it.",
            lambda: _to_come(whose.user_id),
        ),
        ExportSection(
            "left_out_of_mail",
            "Left out of your replies by mail",
            "Quotes, signatures and notes of your mail, which are not in your posts.",
            lambda: _mailed(whose.user_id),
        ),
        ExportSection(
            "following",
            "Threads and posts you follow",
            "What you follow, why, and what you stopped following or muted.",
            lambda: _following(whose.user_id),
        ),
        ExportSection(
            "reports",
            "Posts you reported",
            "Why, and what you were told. The posts are their authors’ and are not here.",
            lambda: _reports(whose.user_id),
        ),
        ExportSection(
            "acknowledgements",
            "Small words you said of posts",
            "Where you said thank you, same here or this helps, with the title of the thread.",
            lambda: _words(whose.user_id),
        ),
        ExportSection(
            "names_asked_for",
            "Posts without a name, and who asked for it",
            "When facilitators asked for your name, who and why; and what you asked yourself.",
            lambda: names_asked_for(whose.user_id),
        ),
        ExportSection(
            "private_replies",
            "What you wrote privately",
            "Private replies about posts, oldest first, with the title of the thread. What the "
            "other wrote to you is theirs and is not here.",
            lambda: _private(whose.user_id),
        ),
        ExportSection(
            "mentions",
            "Where others named you",
            "When others named you in their posts, with the title of the thread. Their words are "
            "theirs and are not here.",
            lambda: _mentions(whose.user_id),
        ),
    ]


def _to_come(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(
            *(ThreadToCome.id, ThreadToCome.title, ThreadToCome.body, ThreadToCome.opens_at),
            Cohort.name,
        )
        .join(Cohort, Cohort.id == ThreadToCome.cohort_id)
        .where(ThreadToCome.author_id == user_id)
    )
    for row in in_batches(query, ThreadToCome.id):
        facts = {"cohort": row.name, "opens_at": row.opens_at, "text": row.body}
        yield ExportItem({"thread": row.title} | facts, row.title)


def _reports(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(
            *(PostReport.id, PostReport.reported_at, PostReport.reason, PostReport.words),
            *(PostReport.outcome, PostReport.answer, Thread.title),
        )
        .join(Post, Post.id == PostReport.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostReport.reported_by == user_id)
    )
    for row in in_batches(query, PostReport.id):
        yield ExportItem(
            {
                "a post in": row.title,
                "reported_at": row.reported_at,
                "why": Reason(row.reason).words,
                "in your words": row.words,
                "outcome": Outcome(row.outcome).words if row.outcome else "",
                "what you were told": row.answer,
            }
        )


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


def _mailed(user_id: int) -> Iterator[ExportItem]:
    query = sa.select(MailedPost.id, MailedPost.at, MailedPost.left_out).where(
        MailedPost.user_id == user_id, MailedPost.left_out != ""
    )
    for row in in_batches(query, MailedPost.id):
        yield ExportItem({"came_at": row.at, "left_out": row.left_out})


def _posts(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(
            *(Post.id, Post.body, Post.body_html, Post.posted_at, Post.edited_at),
            *(Post.is_nameless, Thread.title, Cohort.name),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(Cohort, Cohort.id == Thread.cohort_id)
        .where(Post.author_id == user_id)
    )
    for row in in_batches(query, Post.id):
        facts = {
            "thread": row.title,
            "cohort": row.name,
            "posted_at": row.posted_at,
            "edited_at": row.edited_at,
            "without_your_name": row.is_nameless,
            "text": row.body,
            "files": _files_of(row.id),
        }
        yield ExportItem(facts, row.title, row.body_html)


def _threads(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(*(Thread.id, Thread.title, Thread.opened_at, Thread.is_nameless, Cohort.name))
        .join(Cohort, Cohort.id == Thread.cohort_id)
        .where(Thread.author_id == user_id)
    )
    for row in in_batches(query, Thread.id):
        facts = {"title": row.title, "cohort": row.name, "opened_at": row.opened_at}
        yield ExportItem(facts | {"without_your_name": row.is_nameless})


def _private(user_id: int) -> Iterator[ExportItem]:
    """What the person wrote, as facilitator and as author of a post; it names nobody else."""
    as_facilitator = sa.and_(~PrivateReply.from_author, PrivateReply.facilitator_id == user_id)
    as_author = sa.and_(PrivateReply.from_author, Post.author_id == user_id)
    query = (
        sa.select(
            *(PrivateReply.id, PrivateReply.body, PrivateReply.body_html, Thread.title),
            *(PrivateReply.written_at, PrivateReply.from_author),
        )
        .join(Post, Post.id == PrivateReply.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(sa.or_(as_facilitator, as_author))
    )
    for row in in_batches(query, PrivateReply.id):
        whom = "the facilitator who wrote to you" if row.from_author else "the author of a post"
        facts = {"thread": row.title, "to": whom, "written_at": row.written_at, "text": row.body}
        yield ExportItem(facts, row.title, row.body_html)


def _words(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Post.id, Acknowledgement.word, Acknowledgement.said_at, Thread.title)
        .join(Post, Post.id == Acknowledgement.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Acknowledgement.user_id == user_id)
        .order_by(Acknowledgement.said_at)
    )
    for row in db.session.execute(query):
        yield ExportItem({"word": Word(row.word).said, "thread": row.title, "said_at": row.said_at})


def _mentions(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Post.id, Post.posted_at, Thread.title)
        .join(Mention, Mention.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Mention.user_id == user_id)
    )
    for row in in_batches(query, Post.id):
        yield ExportItem({"thread": row.title, "posted_at": row.posted_at})


def _files(user_id: int) -> dict[str, str]:
    query = (
        sa.select(PostFile.id, PostFile.name, PostFile.file_key)
        .join(Post, Post.id == PostFile.post_id)
        .where(Post.author_id == user_id, _IS_NOT_REMOVED)
    )
    return {
        f"posts/{_name_in_download(row)}": row.file_key for row in in_batches(query, PostFile.id)
    }


def _files_of(post_id: int) -> str:
    query = (
        sa.select(PostFile.id, PostFile.name, PostFile.alt_text)
        .join(Post, Post.id == PostFile.post_id)
        .where(PostFile.post_id == post_id, _IS_NOT_REMOVED)
        .order_by(PostFile.id)
    )
    return "; ".join(
        _name_in_download(row) + (f" ({row.alt_text})" if row.alt_text else "")
        for row in db.session.execute(query)
    )


def _name_in_download(row: Any) -> str:
    """A name that no two files share."""
    return f"{ids.write_id(row.id)} {row.name}"
