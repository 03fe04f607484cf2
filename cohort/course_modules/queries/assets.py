"""Finding a course's files, each as open as the module it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules.models import CourseAsset, Module
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.db import columns_of, fetch, row_of
from cohort.kernel.errors import NotFound

_here = (
    CourseAsset.programme_id == sa.bindparam("programme_id"),
    CourseAsset.path == sa.bindparam("path"),
    CourseAsset.retired_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """A file to send: its key in the file store, and its type."""

    path: str
    key: str
    media_type: str
    digest: str

    @property
    def name(self) -> str:
        """The name to save it under: a picture gets the ending of its re-encoded format."""
        name = self.path.rpartition("/")[2]
        if self.media_type == "image/webp":
            return f"{name.rpartition('.')[0]}.webp"
        return name


_columns = columns_of(
    FoundAsset,
    path=CourseAsset.path,
    key=CourseAsset.key,
    media_type=CourseAsset.media_type,
    digest=CourseAsset.file_digest,
)
ASSET = sa.select(*_columns).where(
    *_here,
    sa.or_(
        CourseAsset.module_id.is_(None),
        sa.exists().where(Module.id == CourseAsset.module_id, IS_READABLE),
    ),
)
OF_PROGRAMME = sa.select(*_columns).where(*_here)


def get_asset(viewer: Actor, path: str) -> FoundAsset:
    """A file of a module that is open to the viewer, or of the course. Raises NotFound."""
    row = None
    if viewer.role is not None:
        row = fetch(ASSET, **standing(viewer), path=path).one_or_none()
    if row is None:
        raise NotFound("It is not there, or it is not open yet.")
    return row_of(FoundAsset, row)


def get_asset_to_edit(viewer: Actor, path: str) -> FoundAsset:
    """Any file of the programme in the address, for editors of its content. Raises NotFound."""
    row = fetch(OF_PROGRAMME, programme_id=viewer.programme.id, path=path).one_or_none()
    if row is None:
        raise NotFound("There is no such file.")
    return row_of(FoundAsset, row)


def get_shared_asset(programme_id: int, path: str) -> FoundAsset:
    """A file of the course's own, for whoever was found to be allowed it. Raises NotFound."""
    row = fetch(OF_PROGRAMME, programme_id=programme_id, path=path).one_or_none()
    if row is None:
        raise NotFound("There is no such file.")
    return row_of(FoundAsset, row)
