"""Whether a post is hidden: lists, searches, quotes, notices and mail leave hidden ones out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.discussions.models import Post, PostHiding
from cohort.discussions.queries.authors import VIEWER


def is_not_hidden(post: Any = Post) -> sa.ColumnElement[bool]:
    """Of a post in a query. Hidden posts stand in their own thread only, without their words."""
    return ~sa.exists().where(PostHiding.post_id == post.id)


# Whether the viewer reads the words of a Post: its author and facilitators do, hidden or not.
READS_HIDDEN = sa.or_(
    is_not_hidden(), Post.author_id == VIEWER, sa.bindparam("reads_all", type_=sa.Boolean)
)


def shows_hidden(viewer: Actor, *, is_own: bool) -> bool:
    """Whether the viewer reads a hidden post's words and why it is hidden: its author, and the
    cohort's facilitators."""
    return viewer.is_facilitator or is_own
