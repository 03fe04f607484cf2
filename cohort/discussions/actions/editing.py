"""Changing the words of a post."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.models import Post, PostRemoval, PostRevision
from cohort.discussions.queries import OnePost
from cohort.discussions.search import index_posts
from cohort.kernel import clock
from cohort.kernel.errors import Clash
from cohort.markdown import member_html

_is_removed = sa.exists().where(PostRemoval.post_id == Post.id)


def edit_post(post: OnePost, *, body: str) -> None:
    """Change an author's own words; the earlier ones are kept for the history. The thread keeps
    its place in the list. Raises Clash when it was changed or removed since it was looked up."""
    if body == post.body:
        return
    now = clock.now()
    changed = change(
        sa.update(Post)
        .where(Post.id == post.id, Post.version == post.version, ~_is_removed)
        .values(body=body, body_html=member_html(body), edited_at=now, version=post.version + 1)
    )
    if not changed:
        raise Clash("This post was changed elsewhere a moment ago.")
    db.session.add(
        PostRevision(
            post_id=post.id,
            version=post.version,
            body=post.body,
            written_at=post.edited_at or post.posted_at,
        )
    )
    db.session.flush()
    index_posts([post.id])
