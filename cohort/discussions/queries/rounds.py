"""Quiet rounds, as they stand before the viewer has written in one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.discussions.models import Post, PostRemoval, Thread
from cohort.discussions.queries.authors import VIEWER
from cohort.discussions.queries.openness import SHOWS_ALL_POSTS

_hidden, _first = aliased(Post), aliased(Post)
_first_id = (
    sa.select(sa.func.min(_first.id))
    .where(_first.thread_id == _hidden.thread_id)
    .correlate(_hidden)
    .scalar_subquery()
)
_writers = (
    sa.select(sa.func.count(_hidden.author_id.distinct()))
    .where(
        _hidden.thread_id == Thread.id,
        _hidden.author_id != VIEWER,
        _hidden.id != _first_id,
        ~sa.exists().where(PostRemoval.post_id == _hidden.id),
    )
    .correlate(Thread)
    .scalar_subquery()
)
# How many people wrote what the viewer of a Thread may not see yet: a number, and never who.
HIDDEN_WRITERS = sa.case((SHOWS_ALL_POSTS, 0), else_=_writers)
