"""What helped in a thread that asks a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.db import columns_of, fetch, rows_of
from cohort.discussions.models import Helped, Post, PostHiding, PostRemoval, Thread, ThreadKind
from cohort.discussions.queries.authors import VIEWER, shown_author, shown_name
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.discussions.queries.openness import IN_COHORT
from cohort.discussions.queries.rows import OpenThread

MOST_NAMED = 10  # posts named on top of a thread


@dataclass(frozen=True, slots=True)
class HelpedPost:
    """A post that was marked as what helped, and who wrote it as far as the viewer may know."""

    id: int
    author: str
    is_own: bool


# For a query of threads.
IS_ANSWERED = sa.and_(
    Thread.kind == ThreadKind.QUESTION,
    sa.exists().where(
        Helped.thread_id == Thread.id,
        ~sa.exists().where(PostRemoval.post_id == Helped.post_id).correlate(Helped),
        ~sa.exists().where(PostHiding.post_id == Helped.post_id).correlate(Helped),
    ),
)
HELPED = (
    sa.select(
        *columns_of(HelpedPost, id=Post.id, author=shown_name(), is_own=Post.author_id == VIEWER)
    )
    .select_from(Helped)
    .join(Post, Post.id == Helped.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(User, User.id == shown_author())
    .where(
        Helped.thread_id == sa.bindparam("thread_id"),
        IN_COHORT,
        ~sa.exists().where(PostRemoval.post_id == Post.id),
        is_not_hidden(),
    )
    .order_by(Post.id)
    .limit(MOST_NAMED)
)


def helped_posts(viewer: Actor, thread: OpenThread) -> Sequence[HelpedPost]:
    """The posts that helped in a thread that is open to the viewer, oldest first. Only a question
    is looked into."""
    if thread.kind != ThreadKind.QUESTION:
        return []
    facts = {"viewer_id": viewer.user_id, "cohort_id": viewer.cohort.id}
    return rows_of(HelpedPost, fetch(HELPED, **facts, thread_id=thread.id))
