"""What of the threads a viewer may read. Every query about threads and posts goes through it.

A thread on a prompt is as open as the prompt's module, since it shows its text: facilitators read
ahead, and may start one before the day. Everybody who has posted in one can still read it, and
when its page has left the course, so can everybody else. A thread that only belongs to a module is
open to all. In a quiet round the others' posts are shown to whoever has posted, and to
facilitators; its first post, which asks, to all.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.discussions.models import Post, PostRemoval, Thread, ThreadKind
from cohort.discussions.queries.authors import VIEWER

IN_COHORT = Thread.cohort_id == sa.bindparam("cohort_id")
_own = aliased(Post)


def _has_own(viewer: Any = VIEWER) -> Any:
    return sa.exists().where(_own.thread_id == Thread.id, _own.author_id == viewer)


# Needs the joins of `with_module`.
IS_OPEN_TO_VIEWER = sa.or_(
    ModulePage.id.is_(None),
    ModulePage.retired_at.is_not(None),
    Module.retired_at.is_not(None),
    IS_READABLE,
    _has_own(),
)
_others = aliased(Post)
FIRST_POST = (
    sa.select(sa.func.min(_others.id))
    .where(_others.thread_id == Thread.id)
    .correlate(Thread)
    .scalar_subquery()
)
_no_removal = ~sa.exists().where(PostRemoval.post_id == _own.id)
HAS_POSTED = _has_own().where(_no_removal)
READS_ALL = sa.bindparam("reads_all", type_=sa.Boolean)


def _shows_all(reads_all: sa.ColumnElement[bool], viewer: Any = VIEWER) -> sa.ColumnElement[bool]:
    has_posted = _has_own(viewer).where(_no_removal)
    return sa.or_(Thread.kind != ThreadKind.ROUND, reads_all, has_posted)


SHOWS_ALL_POSTS = _shows_all(READS_ALL)


def is_shown(
    post: Any = Post, reads_all: sa.ColumnElement[bool] = READS_ALL, viewer: Any = VIEWER
) -> sa.ColumnElement[bool]:
    """Whether the viewer may see this post of a Thread that is open to them. `reads_all`: whether
    they are a facilitator of its cohort, for queries over several cohorts; `viewer`: a column, for
    queries over several people."""
    is_own = post.author_id == viewer
    return sa.or_(_shows_all(reads_all, viewer), is_own, post.id == FIRST_POST)


def with_module(query: sa.Select[Any]) -> sa.Select[Any]:
    """Join the prompt of each Thread, and the module that it belongs to."""
    return (
        query.outerjoin(Prompt, Prompt.id == Thread.prompt_id)
        .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
        # A prompt's page may have moved to another module since.
        .outerjoin(Module, Module.id == sa.func.coalesce(ModulePage.module_id, Thread.module_id))
    )


def reach(viewer: Actor) -> dict[str, Any]:
    """The parameters of all these conditions for the viewer, who must be a member."""
    return standing(viewer) | {"viewer_id": viewer.user_id}
