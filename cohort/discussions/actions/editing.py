"""Changing the words of a post."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.actions.mentioning import change_named, worded
from cohort.discussions.models import Post, PostRemoval, PostRevision
from cohort.discussions.queries import OnePost
from cohort.discussions.search import index_posts
from cohort.kernel import clock
from cohort.kernel.errors import Clash

_is_removed = sa.exists().where(PostRemoval.post_id == Post.id)


REMOVED = "You have removed this post. Put it back first, or keep these words for another one"


def edit_post(post: OnePost, *, body: str) -> str:
    """Change an author's own words; the earlier ones are kept for the history. The thread keeps
    its place in the list. Returns what the author should hear of the names in it. Raises Clash
    when it was changed or removed since it was looked up."""
    if body == post.body:
        return ""
    if post.removed_at is not None:
        raise Clash(REMOVED)
    now, words = clock.now(), worded(post.cohort_id, body)
    changed = change(
        sa.update(Post)
        .where(Post.id == post.id, Post.version == post.version, ~_is_removed)
        .values(body=body, body_html=words.html, edited_at=now, version=post.version + 1)
    )
    if not changed:
        raise Clash("This post was changed or removed elsewhere a moment ago")
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
