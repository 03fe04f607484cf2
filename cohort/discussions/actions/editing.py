"""Changing the words of a post, and what stands beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.actions.attaching import change_files, describe
from cohort.discussions.actions.mentioning import change_named, worded
from cohort.discussions.models import Post, PostRemoval, PostRevision
from cohort.discussions.queries import OnePost
from cohort.discussions.search import index_posts
from cohort.files.member_files import SafeFile
from cohort.kernel import clock
from cohort.kernel.errors import Clash

_is_removed = sa.exists().where(PostRemoval.post_id == Post.id)


REMOVED = "You have removed this post. Put it back first, or keep these words for another one"


def edit_post(
    post: OnePost,
    *,
    body: str,
    files: Sequence[SafeFile] = (),
    without: Collection[int] = (),
    described: Mapping[int, str] | None = None,
) -> str:
    """Change an author's own words, and put files beside the post, take away those in `without`
    and say what pictures show: {file id: words}. Earlier words are kept for the history. The thread
    keeps its place in the list, and a description alone leaves no mark. Returns what the author
    should hear of the names in it.

    Raises Clash when it was changed or removed since it was looked up, and BadFile; then nothing
    is changed.
    """
    _hold(post)
    came_or_went = change_files(post.id, files, without)
    describe(post.id, described or {})
    return _reword(post, body) if body != post.body or came_or_went else ""


def _hold(post: OnePost) -> None:
    """Keep others from the post until the commit. Before anything is written: a file that left the
    store cannot come back."""
    as_looked_up = sa.select(Post.id).where(
        Post.id == post.id, Post.version == post.version, ~_is_removed
    )
    if post.removed_at is not None:
        raise Clash(REMOVED)
    if db.session.scalar(as_looked_up.with_for_update()) is None:
        raise Clash("This post was changed or removed elsewhere a moment ago")


def _reword(post: OnePost, body: str) -> str:
    now, words = clock.now(), worded(post.cohort_id, body)
    change(
        sa.update(Post)
        .where(Post.id == post.id)
        .values(body=body, body_html=words.html, edited_at=now, version=post.version + 1)
    )
    if body == post.body:
        return ""
    db.session.add(
        PostRevision(
            post_id=post.id,
            version=post.version,
            body=post.body,
            written_at=post.edited_at or post.posted_at,
        )
    )
    db.session.flush()
    if words.people or "@" in post.body:
        change_named(post.id, words.people)
    index_posts([post.id])
    return words.said
