"""What stands beside the posts of a page: one query for all of it, however many posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import fetch, row_of
from cohort.discussions.models import PostFile, PostFollowing, PrivateReply
from cohort.discussions.queries.acknowledgements import SAID, words_said
from cohort.discussions.queries.authors import VIEWER
from cohort.discussions.queries.hiding import shows_hidden
from cohort.discussions.queries.post_files import FILE_COLUMNS
from cohort.discussions.queries.private import PRIVATE, exchanges_from, private_facts
from cohort.discussions.queries.rows import FileRow, PostRow
from cohort.kernel.paging import Page

_OF_THESE: sa.BindParameter[Any] = sa.bindparam("post_ids", expanding=True)
_FOLLOWED = sa.select(
    sa.literal("followed").label("what"),
    PostFollowing.post_id,
    PostFollowing.user_id.label("id"),
    PostFollowing.user_id,
    sa.literal("").label("name"),
    PostFollowing.state.label("words"),
    PostFollowing.at,
    sa.false().label("from_author"),
    sa.false().label("is_unread"),
).where(PostFollowing.user_id == VIEWER, PostFollowing.post_id.in_(_OF_THESE))
_FILES = sa.select(sa.literal("file").label("what"), *FILE_COLUMNS).where(
    PostFile.post_id.in_(_OF_THESE)
)
_PRIVATE = PRIVATE.where(PrivateReply.post_id.in_(sa.bindparam("all_ids", expanding=True)))
_PARTS = tuple(part.subquery() for part in (SAID, _FOLLOWED, _PRIVATE, _FILES))


def _padded(own: sa.Subquery) -> sa.Select[Any]:
    """The columns of all parts, NULL where a part has none of that name."""
    kinds = {column.name: column.type for part in _PARTS for column in part.c}
    columns = [
        own.c[name] if name in own.c else sa.cast(sa.null(), kind).label(name)
        for name, kind in sorted(kinds.items())
    ]
    return sa.select(*columns)


_all = sa.union_all(*(_padded(part) for part in _PARTS)).subquery()
BESIDE = sa.select(_all).order_by(_all.c.at, _all.c.id)


def with_beside(viewer: Actor, page: Page[PostRow]) -> Page[PostRow]:
    """The page's posts with the small words said of them, their files, whether the viewer hears of
    answers to them, and what was written privately about them, to or by the viewer. Removed ones
    have that alone, and those hidden from the viewer no files."""
    if not page.rows:
        return page
    shown = [row.id for row in page.rows if row.removed_at is None]
    facts = private_facts(viewer) | {"post_ids": shown, "all_ids": [row.id for row in page.rows]}
    found: dict[str, list[Any]] = defaultdict(list)
    for row in fetch(BESIDE, **facts):
        found[row.what].append(row)
    said = words_said(viewer, shown, found["said"])
    chosen = {row.post_id: row.words for row in found["followed"]}
    files = _by_post([row_of(FileRow, row) for row in found["file"]])
    private = exchanges_from(viewer, found["private"])
    rows = [
        replace(
            row,
            said=said.get(row.id, ()),
            files=_files_shown(viewer, row, files),
            hears_answers=chosen.get(row.id, "following" if row.is_own else "") == "following",
            private=private.get(row.id, ()),
        )
        for row in page.rows
    ]
    return replace(page, rows=rows)


def _by_post(files: Sequence[FileRow]) -> dict[int, tuple[FileRow, ...]]:
    found = defaultdict(list)
    for file in files:
        found[file.post_id].append(file)
    return {post_id: tuple(some) for post_id, some in found.items()}


def _files_shown(
    viewer: Actor, row: PostRow, files: dict[int, tuple[FileRow, ...]]
) -> tuple[FileRow, ...]:
    if row.hidden_at and not shows_hidden(viewer, is_own=row.is_own):
        return ()
    return files.get(row.id, ())
