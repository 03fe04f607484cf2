"""Earlier wordings of a post."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import columns_of, fetch, rows_of
from cohort.discussions.models import PostRevision
from cohort.discussions.queries.rows import OnePost

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Wording:
    """A post's words from one moment until they were changed."""

    version: int
    body: str
    written_at: dt.datetime


REVISIONS = (
    sa.select(
        *columns_of(
            Wording,
            version=PostRevision.version,
            body=PostRevision.body,
            written_at=PostRevision.written_at,
        )
    )
    .where(PostRevision.post_id == sa.bindparam("post_id"))
    .order_by(PostRevision.version.desc())
    .limit(MOST_SHOWN)
)


def wordings_of(viewer: Actor, post: OnePost) -> list[Wording]:
    """The words of a post that the viewer may read, the present ones first; none of one that was
    removed."""
    if viewer.role is None or post.removed_at is not None:
        return []
    now = Wording(post.version, post.body, post.edited_at or post.posted_at)
    return [now, *rows_of(Wording, fetch(REVISIONS, post_id=post.id))]
