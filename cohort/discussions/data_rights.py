"""Data of a person in threads: the posts they wrote and the threads they opened."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, db, in_batches
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
    PostRevision,
    Reason,
    ReplyAddress,
    Thread,
    ThreadFollowing,
    Word,
)
from cohort.discussions.queries.unmaskings import names_asked_for
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.programmes.models import Cohort

HELD = (
    StoredData(
        "Posts in threads: text, earlier wordings, and when posted",
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
        "Pictures and files beside posts",
        ("post_file.file_key",),
        download="yes, with their names",
        deletion="kept with the posts, or removed with their words",
        until="the author removes the post, or deletes the account and asks for the words to go",
    ),
    StoredData(
        "Small words said of posts: thank you, same here, this helps",
        ("acknowledgement.user_id",),
        download="yes",
        deletion="removed",
        until="the person takes the word back or deletes the account",
    ),
    StoredData(
        "Mentions: which posts name a person by @",
        ("mention.user_id",),
        download="when and in which thread; the posts are others'",
        deletion="removed; what others wrote stays as they wrote it",
        until="the post is changed or removed",
    ),
    StoredData(
        "Who removed a post, and when",
        ("post_removal.removed_by",),
        download="no: it says nothing but that the post is gone",
        deletion="kept without a name: the post stays removed",
        until="never: its words are gone after ten minutes",
    ),
    StoredData(
        "Posts without a name: which facilitator asked for the name, when and why",
        ("unmasking.unmasked_by",),
        download="yes, for the facilitator without the name, and for the author of the post",
        deletion="kept without a name: asking for a name stays accountable",
        until="never: it cannot be undone",
    ),
    StoredData(
        "Who looked after a thread: closed, pinned, summarised or merged it, marked what helped, "
        "or asked for people to be told",
        (
            *("thread_lock.locked_by", "thread_pin.pinned_by", "thread_summary.written_by"),
            *("thread_merge.merged_by", "thread_telling.asked_by", "helped.marked_by"),
            "nameless_ending.ended_by",
        ),
        download="no: it says nothing but that they did their work; the record is in the download",
        deletion="kept without a name: the thread stays as it is",
        until="the thread is opened again, unpinned and so on",
    ),
    StoredData(
        "Reports of posts: who made one, why, in what words, and what they were told",
        ("post_report.reported_by",),
        download="yes, without the post",
        deletion="kept without a name, until its time is over",
        until="12 months after it was settled (settings)",
    ),
    StoredData(
        "Who took on and settled a report, hid a post or slowed a thread down",
        (
            *("post_report.opened_by", "post_report.settled_by", "post_hiding.hidden_by"),
            "thread_pace.set_by",
        ),
        download="no: it says nothing but that they did their work; the record is in the download",
        deletion="kept without a name: what they did stays",
        until="the report’s time is over, the post is shown again, the thread goes as before",
    ),
    StoredData(
        "Threads and posts that a person follows, does not want to follow, or has muted",
        ("thread_following.user_id", "post_following.user_id"),
        download="yes",
        deletion="removed",
        until="the person deletes the account",
    ),
    StoredData(
        "Addresses for replies by mail: for whom and to which thread",
        ("reply_address.user_id",),
        download="no: they are only for answering a mail",
        deletion="removed",
        until="some weeks after the last mail that carried them (settings)",
    ),
    StoredData(
        "Posts that came by mail: that they did, and for some days what was left out of them",
        ("mailed_post.user_id",),
        download="yes, what is still kept",
        deletion="removed",
        until="what was left out some days (settings); that it came by mail as long as the post",
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
            "mentions",
            "Where others named you",
            "When others named you in their posts, with the title of the thread. Their words are "
            "theirs and are not here.",
            lambda: _mentions(whose.user_id),
        ),
    ]


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


def _files_of(post_id: int) -> str:
    query = sa.select(PostFile.name).where(PostFile.post_id == post_id).order_by(PostFile.id)
    return ", ".join(db.session.scalars(query))


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:
    """Keep posts and threads without a name; with `remove_posts` delete their text and files.
    Earlier wordings, small words and mentions go in any case."""
    me = whose.user_id
    for table in (ThreadFollowing, PostFollowing):
        change(sa.delete(table).where(table.user_id == me))
    change(sa.delete(ReplyAddress).where(ReplyAddress.user_id == me))
    change(sa.delete(MailedPost).where(MailedPost.user_id == me))
    posts = Post.author_id == me
    own = sa.select(Post.id).where(posts)
    change(sa.delete(PostRevision).where(PostRevision.post_id.in_(own)))
    change(sa.update(PostRemoval).where(PostRemoval.post_id.in_(own)).values(body=None))
    gone = {
        "small words said of posts": change(
            sa.delete(Acknowledgement).where(Acknowledgement.user_id == me)
        ),
        "mentions": change(sa.delete(Mention).where(Mention.user_id == me)),
    }
    removed = {what: count for what, count in gone.items() if count}
    # A count that others read says nothing of posts without a name.
    count = db.session.scalar(sa.select(sa.func.count()).where(posts, ~Post.is_nameless)) or 0
    if not remove_posts:
        return Erased(removed, kept={"posts in threads": count})
    files = db.session.scalars(sa.select(PostFile.file_key).where(PostFile.post_id.in_(own))).all()
    change(sa.delete(PostFile).where(PostFile.post_id.in_(own)))
    change(sa.delete(Mention).where(Mention.post_id.in_(own)))
    html = f"<p>{REMOVED_WORDS}</p>"
    change(sa.update(Post).where(posts).values(body=REMOVED_WORDS, body_html=html))
    # The title of a prompt's thread comes from the module, not from whoever posted first.
    titled = sa.and_(Thread.author_id == me, Thread.prompt_id.is_(None))
    change(sa.update(Thread).where(titled).values(title=REMOVED_TITLE))
    return Erased(removed | {"words of posts in threads": count}, files=tuple(files))
