"""Images and other files of a course: examined, re-encoded, kept, replaced, retired.

The file store keeps two things of a picture: what is served, re-encoded from its pixels, and the
file as it came, so that an export gives the same file back. Of everything else it keeps the file.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_format.links import OWN
from cohort.course_modules.models import CourseAsset, Module
from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.files import store
from cohort.files.examining import ExaminedFile, examine
from cohort.files.kinds import BadFile
from cohort.kernel import clock, ids
from cohort.kernel.errors import DomainError
from cohort.kernel.text import slugify
from cohort.programmes.models import Programme

FOLDER = "courses"  # of the file store
LONGEST_PATH = 300


def add_asset(
    actor: Actor, programme: Programme, module: Module | None, name: str, content: bytes
) -> CourseAsset:
    """Keep a file beside a module's pages (None: beside the whole course), as somebody sent it.

    Its name becomes small letters, digits and hyphens; the same file sent twice is kept once, and
    another file of that name gets a number behind it. Raises DomainError, a sentence about the
    file. Ends the transaction so far: examining takes long, and nobody could write meanwhile.
    """
    module_id = None if module is None else module.id
    programme_id = programme.id
    release_write_lock()
    try:
        found = examine(name, content)
    except DomainError as error:
        words = str(error)
        raise BadFile(words[:1].upper() + words[1:] + ".") from error
    return put_beside(actor, module_id, name, content, found, programme_id=programme_id)


def put_beside(
    actor: Actor,
    module_id: int | None,
    name: str,
    content: bytes,
    found: ExaminedFile,
    *,
    programme_id: int | None = None,
) -> CourseAsset:
    """Keep a file that was looked through, as add_asset does. The module must be one of the
    programme's, which is the one in the address unless another is named."""
    programme_id = programme_id or actor.programme.id
    module = db.session.get(Module, module_id) if module_id else None
    folder = OWN if module is None or module.is_single_file else module.slug
    stem = slugify(PurePosixPath(name.replace("\\", "/")).stem)
    asset, path = _free_path(programme_id, folder, stem, found)
    if asset is None:
        asset = CourseAsset(programme_id=programme_id, module_id=module_id, path=path)
        keep(actor, asset, found, content)
        record(actor, "modules:add-file", asset, programme_id=programme_id, file=path)
    return asset


def keep(actor: Actor, asset: CourseAsset, found: ExaminedFile, content: bytes | Path) -> None:
    """Store a file in place of what the asset held before, which goes after the commit."""
    for old in {asset.key, asset.original_key} if asset.key else ():
        store.delete_after_commit(old)
    base = f"{FOLDER}/{ids.write_id(asset.programme_id)}/{ids.write_id(ids.new_id())}"
    asset.original_key = f"{base}.{found.ending}"
    asset.key = asset.original_key
    if found.served is not None:
        asset.key = f"{base}-served.webp"
    store.put(asset.original_key, content, found.media_type)
    if found.served is not None:
        store.put(asset.key, found.served, found.media_type)
    asset.media_type, asset.size, asset.file_digest = found.media_type, found.size, found.digest
    asset.width, asset.height = found.width, found.height
    asset.added_by, asset.added_at, asset.retired_at = actor.user_id or None, clock.now(), None
    db.session.add(asset)
    db.session.flush()


def _free_path(
    programme_id: int, folder: str, stem: str, found: ExaminedFile
) -> tuple[CourseAsset | None, str]:
    """The asset that is this very file already, or a path that is free."""
    wanted = f"{folder}/{stem}"
    query = sa.select(CourseAsset).where(
        CourseAsset.programme_id == programme_id,
        CourseAsset.path.startswith(wanted, autoescape=True),
    )
    taken = {asset.path: asset for asset in db.session.scalars(query)}
    number = 1
    while True:
        path = f"{wanted}{f'-{number}' if number > 1 else ''}.{found.ending}"
        held = taken.get(path)
        if held is None:
            return None, path
        if held.file_digest == found.digest and held.retired_at is None:
            return held, path
        number += 1
