"""Finding pictures and files beside posts: each as open as its post is now."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import columns_of, fetch, row_of, rows_of
from cohort.discussions.models import Post, PostFile, PostRemoval, Thread
from cohort.discussions.queries.hiding import READS_HIDDEN
from cohort.discussions.queries.openness import (
    IN_COHORT,
    IS_OPEN_TO_VIEWER,
    is_shown,
    reach,
    with_module,
)
from cohort.discussions.queries.rows import FileRow, OnePost
from cohort.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to send: its key in the file store, and its type."""

    key: str
    name: str
    media_type: str
    digest: str


FILE = (
    with_module(
        sa.select(
            *columns_of(
                FoundFile,
                key=PostFile.file_key,
                name=PostFile.name,
                media_type=PostFile.media_type,
                digest=PostFile.digest,
            )
        )
        .join(Post, Post.id == PostFile.post_id)
        .join(Thread, Thread.id == Post.thread_id)
    )
    .where(PostFile.id == sa.bindparam("file_id"), IN_COHORT, IS_OPEN_TO_VIEWER, is_shown())
    .where(READS_HIDDEN, ~sa.exists().where(PostRemoval.post_id == Post.id))
)
FILE_COLUMNS = columns_of(
    FileRow,
    id=PostFile.id,
    post_id=PostFile.post_id,
    name=PostFile.name,
    media_type=PostFile.media_type,
    size=PostFile.size,
    width=PostFile.width,
    height=PostFile.height,
    alt_text=PostFile.alt_text,
)
OF_POST = (
    sa.select(*FILE_COLUMNS)
    .where(PostFile.post_id == sa.bindparam("post_id"))
    .order_by(PostFile.id)
)


def get_file(viewer: Actor, file_id: int) -> FoundFile:
    """A file of a post that the viewer may read now. Raises NotFound."""
    row = None
    if viewer.role is not None:
        row = fetch(FILE, **reach(viewer), file_id=file_id).one_or_none()
    if row is None:
        raise NotFound("There is no such file, or it is not one that you can see.")
    return row_of(FoundFile, row)


def files_of(viewer: Actor, post: OnePost) -> list[FileRow]:
    """The pictures and files of a post that the viewer may read, in the order they came."""
    if viewer.role is None or post.removed_at is not None:
        return []
    return rows_of(FileRow, fetch(OF_POST, post_id=post.id))
