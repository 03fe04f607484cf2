"""Posts as notices tell of them: to one person, over all their cohorts, by the rules of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.course_modules.models import EarlyOpening, Module, ModulePage, Prompt, Release
from cohort.course_modules.queries.openness import OPENING, opening_of, standing
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import Post, PostRemoval, Thread
from cohort.discussions.queries.authors import shown_author, shown_name
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.discussions.queries.openness import is_shown
from cohort.notices.kinds import EXCERPT, Reader
from cohort.programmes.models import Membership


@dataclass(frozen=True, slots=True)
class ToldPost:
    """A post that somebody is told of. `author_id` is for comparing only; `author` is shown."""

    id: int
    thread_id: int
    cohort_id: int
    title: str
    author: str
    body_html: str
    posted_at: dt.datetime


own_post = aliased(Post)
OPENNESS = (
    *OPENING,
    Module.id.label("module_id"),
    sa.or_(Module.retired_at.is_not(None), ModulePage.retired_at.is_not(None)).label("is_retired"),
    sa.exists()
    .where(own_post.thread_id == Thread.id, own_post.author_id == sa.bindparam("user_id"))
    .label("wrote_in_it"),
)


def with_openness(query: Any) -> Any:
    """The query of threads, joined to what OPENNESS needs; it must have the reader's Membership."""
    return (
        query.outerjoin(Prompt, Prompt.id == Thread.prompt_id)
        .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
        .outerjoin(Module, Module.id == ModulePage.module_id)
        .outerjoin(
            Release,
            sa.and_(Release.module_id == Module.id, Release.cohort_id == Thread.cohort_id),
        )
        .outerjoin(
            EarlyOpening,
            sa.and_(
                EarlyOpening.module_id == Module.id, EarlyOpening.membership_id == Membership.id
            ),
        )
    )


POSTS = with_openness(
    sa.select(
        *columns_of(
            ToldPost,
            id=Post.id,
            thread_id=Post.thread_id,
            cohort_id=Thread.cohort_id,
            title=Thread.title,
            author=shown_name(),
            body_html=sa.func.substr(Post.body_html, 1, 4 * EXCERPT),
            posted_at=Post.posted_at,
        ),
        *OPENNESS,
    )
    .select_from(Post)
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(User, User.id == shown_author())
    .join(
        Membership,
        sa.and_(
            Membership.cohort_id == Thread.cohort_id,
            Membership.user_id == sa.bindparam("user_id"),
            Membership.left_at.is_(None),
        ),
    )
).where(
    Post.id.in_(sa.bindparam("post_ids", expanding=True)),
    ~sa.exists().where(PostRemoval.post_id == Post.id),
    is_not_hidden(),
    is_shown(reads_all=Membership.role == Role.FACILITATOR),
)


def is_open_to(reader: Reader, cohort_id: int, row: Any) -> bool:
    """Whether the reader may read this thread, by its OPENNESS columns: see queries/threads.py."""
    actor = reader.standings.get(cohort_id)
    if actor is None:
        return False
    if row.module_id is None or row.is_retired or row.wrote_in_it:
        return True
    return opening_of(actor, standing(actor), row).is_open


def posts_told(reader: Reader, post_ids: Sequence[int]) -> dict[int, ToldPost]:
    """{post id: the post} of those that the reader may read now."""
    rows = fetch(
        POSTS, user_id=reader.user_id, viewer_id=reader.user_id, post_ids=sorted(set(post_ids))
    )
    return {row.id: row_of(ToldPost, row) for row in rows if is_open_to(reader, row.cohort_id, row)}
