"""Finding the files of a programme's course, for its authors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_format.links import OWN
from cohort.course_modules.models import CourseAsset, Module
from cohort.db import db
from cohort.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file on the desk. `size` in bytes; 0 pixels if it is not a picture."""

    id: int
    path: str
    media_type: str
    size: int
    width: int
    height: int
    added_at: dt.datetime
    module_id: int | None
    module_title: str | None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_picture(self) -> bool:
        return self.width > 0

    def address_in(self, module: Module) -> str:
        """How a page of this module refers to it."""
        folder, _, rest = self.path.partition("/")
        home = OWN if module.is_single_file else module.slug
        if folder == home:
            return rest
        up = "" if module.is_single_file else "../"
        return f"{up}{rest if folder == OWN else self.path}"


def files_visible_to(viewer: Actor) -> list[FileRow]:
    """The files of the programme, by path, for its organisers."""
    if not (viewer.organises_here or viewer.is_administrator):
        return []
    query = (
        sa.select(
            CourseAsset.id,
            CourseAsset.path,
            CourseAsset.media_type,
            CourseAsset.size,
            CourseAsset.width,
            CourseAsset.height,
            CourseAsset.added_at,
            CourseAsset.module_id,
            Module.title,
        )
        .outerjoin(Module, Module.id == CourseAsset.module_id)
        .where(CourseAsset.programme_id == viewer.programme.id, CourseAsset.retired_at.is_(None))
        .order_by(CourseAsset.path)
    )
    return [FileRow(*row) for row in db.session.execute(query)]


def get_asset_row(viewer: Actor, asset_id: int) -> CourseAsset:
    """A file to change, for organisers of the programme in the address. Raises NotFound."""
    found = db.session.get(CourseAsset, asset_id)
    is_theirs = viewer.organises_here or viewer.is_administrator
    if found is None or found.programme_id != viewer.programme.id or not is_theirs:
        raise NotFound("There is no such file.")
    return found
