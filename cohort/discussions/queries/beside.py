"""What stands beside the posts of a page: one query for all of it, however many posts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import fetch
from cohort.discussions.models import PostFollowing
from cohort.discussions.queries.acknowledgements import SAID, words_said
from cohort.discussions.queries.authors import VIEWER
from cohort.discussions.queries.rows import PostRow
from cohort.kernel.paging import Page

_FOLLOWED = sa.select(
    sa.literal("followed").label("what"),
    PostFollowing.post_id,
    PostFollowing.user_id.label("id"),
    PostFollowing.user_id,
    sa.literal("").label("name"),
    PostFollowing.state.label("words"),
    PostFollowing.at,
).where(
    PostFollowing.user_id == VIEWER,
    PostFollowing.post_id.in_(sa.bindparam("post_ids", expanding=True)),
)
_all = sa.union_all(SAID, _FOLLOWED).subquery()
BESIDE = sa.select(_all).order_by(_all.c.at, _all.c.id)


def with_beside(viewer: Actor, page: Page[PostRow]) -> Page[PostRow]:
    """The page's posts with the small words said of them, and whether the viewer hears of answers
    to them. Removed ones have nothing."""
    shown = [row.id for row in page.rows if row.removed_at is None]
    if not shown:
        return page
    facts = {"cohort_id": viewer.cohort.id, "viewer_id": viewer.user_id, "post_ids": shown}
    found: dict[str, list[Any]] = defaultdict(list)
    for row in fetch(BESIDE, **facts):
        found[row.what].append(row)
    said = words_said(viewer, shown, found["said"])
    chosen = {row.post_id: row.words for row in found["followed"]}
    rows = [
        replace(
            row,
            said=said.get(row.id, ()),
            hears_answers=chosen.get(row.id, "following" if row.is_own else "") == "following",
        )
        for row in page.rows
    ]
    return replace(page, rows=rows)
