"""What stands beside the posts of a page: one query for each kind, however many posts."""

from __future__ import annotations

from dataclasses import replace

from cohort.access.actor import Actor
from cohort.discussions.queries.acknowledgements import words_said
from cohort.discussions.queries.rows import PostRow
from cohort.kernel.paging import Page


def with_beside(viewer: Actor, page: Page[PostRow]) -> Page[PostRow]:
    """The page's posts with the small words said of them. Removed ones have nothing."""
    shown = [row.id for row in page.rows if row.removed_at is None]
    if not shown:
        return page
    said = words_said(viewer, shown)
    rows = [replace(row, said=said.get(row.id, ())) for row in page.rows]
    return replace(page, rows=rows)
