"""The images and other files of a course: taken, replaced and retired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_authoring.actions import assets
from cohort.course_authoring.actions.importing.report import Fate, LoadReport
from cohort.course_authoring.queries.stored_course import StoredCourse, StoredFile
from cohort.course_format.links import OWN, asset_path, module_folders
from cohort.course_format.naming import read_name
from cohort.course_format.values import AssetFile, Course
from cohort.course_modules.models import CourseAsset
from cohort.db import db
from cohort.files import examining
from cohort.kernel.errors import DomainError
from cohort.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was seen before the transaction. `examined` None: it is kept here already, or
    `refusal` says why it cannot be. `warning`: what its author should know of one that can."""

    digest: str = ""
    examined: examining.ExaminedFile | None = None
    refusal: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class FileToStore:
    """A file of the course that is to be stored, and what it was found to be."""

    source: Path
    examined: examining.ExaminedFile


def examine_files(
    course: Course,
    stored: StoredCourse | None = None,
    seen: Mapping[Path, Found] | None = None,
) -> dict[Path, Found]:
    """Look through the files that are not stored at their places yet, by their digests. Takes
    long: call it with no transaction open. What was `seen` before is not examined again."""
    folders = module_folders(course)
    kept = {} if stored is None else stored.files
    found = dict(seen or {})
    for file in course.assets:
        held = kept.get(asset_path(file.path, folders))
        before = found.get(file.source)
        if before is None or not (before.examined or before.refusal):
            found[file.source] = _examine(file, held.file_digest if held else "")
    return found


def problems_of_files(course: Course) -> list[Problem]:
    """What an import would say of the course's files. Needs no database."""
    found = examine_files(course)
    seen = ((file.path, found[file.source]) for file in course.assets)
    return [
        Problem(path, 0, one.refusal or one.warning, is_error=bool(one.refusal))
        for path, one in seen
        if one.refusal or one.warning
    ]


def _examine(file: AssetFile, kept_digest: str) -> Found:
    try:
        content = file.source.read_bytes()
    except OSError as error:
        return Found(refusal=f"it cannot be read ({error.strerror or 'the file is damaged'})")
    digest = examining.digest_of(content)
    if digest == kept_digest:
        return Found(digest, warning=examining.warning_of(file.path, content))
    try:
        examined = examining.examine(file.path, content)
    except DomainError as error:
        return Found(digest, refusal=str(error))
    return Found(digest, examined, warning=examined.warning)


def merge_files(
    stored: StoredCourse,
    course: Course,
    found: Mapping[Path, Found],
    report: LoadReport,
    *,
    overwrite: bool,
    now: dt.datetime,
) -> tuple[StoredCourse, Mapping[str, FileToStore]]:
    """Make the files of a course, as it will be, match those found. Returns it, and by their paths
    those that are to be stored. A pure function: nothing is read or written here."""
    files, to_store, gone = dict(stored.files), {}, dict(stored.files)
    ids = {module.slug: module.id for module in stored.modules.values()}
    folders = module_folders(course)
    for file in course.assets:
        top = file.path.partition("/")[0]
        if "/" in file.path and read_name(top).slug in course.unread:
            continue  # its module could not be read: who may see it is not known
        path, seen = asset_path(file.path, folders), found[file.source]
        refusal = seen.refusal
        if len(path) > assets.LONGEST_PATH:
            refusal = f"its path is longer than {assets.LONGEST_PATH} characters"
        held = gone.pop(path, None)
        if refusal or seen.warning:
            say = refusal or seen.warning
            report.problems.append(Problem(file.path, 0, say, is_error=bool(refusal)))
        if refusal:
            continue
        if held is not None and held.file_digest == seen.digest:
            report.add("file", file.path, Fate.BACK if held.retired_at else Fate.UNCHANGED)
            files[path] = replace(held, retired_at=None, from_files=True)
        elif held is not None and not held.from_files and not overwrite:
            report.clash("file", file.path, "another file of this name was added here")
        elif (examined := seen.examined) is None:
            raise ValueError(f"{file.path} was not looked through")
        else:
            report.add("file", file.path, Fate.CHANGED if held else Fate.NEW)
            files[path] = _as_stored(path, ids.get(path.partition("/")[0]), examined)
            to_store[path] = FileToStore(file.source, examined)
    for path, kept in gone.items():
        if _is_to_retire(kept, course):
            files[path] = replace(kept, retired_at=now)
            report.add("file", path.removeprefix(f"{OWN}/"), Fate.RETIRED)
    return replace(stored, files=files), to_store


def _as_stored(path: str, module_id: int | None, examined: examining.ExaminedFile) -> StoredFile:
    return StoredFile(
        path=path,
        module_id=module_id,
        file_digest=examined.digest,
        from_files=True,
        width=examined.width,
        height=examined.height,
        shown_size=0 if examined.served else examined.size,
    )


def _is_to_retire(file: StoredFile, course: Course) -> bool:
    """Whether it came with the folder and has gone from it; one that was added here stays."""
    top = file.path.partition("/")[0]
    return file.retired_at is None and file.from_files and top not in course.unread


def write_files(
    actor: Actor, before: StoredCourse, after: StoredCourse, to_store: Mapping[str, FileToStore]
) -> None:
    """Write the rows of files that differ, and store those that are to be."""
    changed = [path for path, row in after.files.items() if row != before.files.get(path)]
    query = sa.select(CourseAsset).where(
        CourseAsset.programme_id == before.programme_id, CourseAsset.path.in_(changed)
    )
    known = {asset.path: asset for asset in db.session.scalars(query)} if changed else {}
    for path in changed:
        row = after.files[path]
        asset = known.get(path) or CourseAsset(programme_id=before.programme_id, path=path)
        asset.from_files, asset.retired_at = row.from_files, row.retired_at
        if path in to_store:
            asset.module_id = row.module_id
            assets.keep(actor, asset, to_store[path].examined, to_store[path].source)
