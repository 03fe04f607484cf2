"""The images and other files of a course: taken, replaced and retired."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_authoring.actions import assets
from cohort.course_authoring.actions.importing.report import Fate, LoadReport
from cohort.course_format.links import OWN, asset_path, module_folders
from cohort.course_format.naming import read_name
from cohort.course_format.values import AssetFile, Course
from cohort.course_modules.models import CourseAsset, Module
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.kernel.problems import Problem
from cohort.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was seen before the transaction. `examined` None: it is kept here already, or
    `refusal` says why it cannot be."""

    digest: str = ""
    examined: assets.Examined | None = None
    refusal: str = ""


def kept_digests(programme_id: int) -> set[str]:
    """Of the files that the programme keeps already."""
    query = sa.select(CourseAsset.file_digest).where(CourseAsset.programme_id == programme_id)
    return set(db.session.scalars(query))


def examine_files(course: Course, known: Container[str] = ()) -> dict[Path, Found]:
    """Look through the files that are not known yet, by their digests. Takes long: call it with no
    transaction open."""
    return {file.source: _examine(file, known) for file in course.assets}


def refused_files(course: Course) -> list[Problem]:
    """What an import would say of the course's files. Needs no database."""
    found = examine_files(course)
    return [
        Problem(file.path, 0, found[file.source].refusal)
        for file in course.assets
        if found[file.source].refusal
    ]


def _examine(file: AssetFile, known: Container[str]) -> Found:
    try:
        content = file.source.read_bytes()
    except OSError as error:
        return Found(refusal=f"it cannot be read ({error.strerror or 'the file is damaged'})")
    digest = assets.digest_of(content)
    if digest in known:
        return Found(digest)
    try:
        return Found(digest, assets.examine(file.path, content))
    except DomainError as error:
        return Found(digest, refusal=str(error))


def load_files(
    actor: Actor,
    programme: Programme,
    course: Course,
    found: Mapping[Path, Found],
    report: LoadReport,
    *,
    overwrite: bool,
    keep: bool,
) -> None:
    """Make the programme's files match the course's."""
    query = sa.select(CourseAsset).where(CourseAsset.programme_id == programme.id)
    gone = {asset.path: asset for asset in db.session.scalars(query)}
    modules = sa.select(Module.slug, Module.id).where(Module.programme_id == programme.id)
    ids = {row.slug: row.id for row in db.session.execute(modules)}
    folders = module_folders(course)
    for file in course.assets:
        top = file.path.partition("/")[0]
        if "/" in file.path and read_name(top).slug in course.unread:
            continue  # its module could not be read: who may see it is not known
        path = asset_path(file.path, folders)
        seen = found[file.source]
        refusal = seen.refusal
        if len(path) > assets.LONGEST_PATH:
            refusal = f"its path is longer than {assets.LONGEST_PATH} characters"
        if refusal:
            gone.pop(path, None)
            report.problems.append(Problem(file.path, 0, refusal))
            continue
        asset = gone.pop(path, None)
        if asset is not None and not _is_wanted(asset, file, seen, report, overwrite=overwrite):
            continue
        fate = Fate.NEW if asset is None else Fate.CHANGED
        asset = asset or CourseAsset(programme_id=programme.id, path=path)
        asset.module_id = ids.get(path.partition("/")[0])
        examined = seen.examined or assets.examine(file.path, file.source.read_bytes())
        if examined.warning:
            report.problems.append(Problem(file.path, 0, examined.warning, is_error=False))
        assets.keep(actor, asset, examined, file.source, storing=keep)
        asset.from_files = True
        report.add("file", file.path, fate)
    for asset in gone.values():
        _retire(asset, course, report)


def _is_wanted(
    asset: CourseAsset, file: AssetFile, seen: Found, report: LoadReport, *, overwrite: bool
) -> bool:
    """Whether the file is to be stored in place of this one; if not, why is noted."""
    if asset.file_digest == seen.digest:
        report.add("file", file.path, Fate.BACK if asset.retired_at else Fate.UNCHANGED)
        asset.retired_at, asset.from_files = None, True
        return False
    if not asset.from_files and not overwrite:
        report.clash("file", file.path, "another file of this name was added here")
        return False
    return True


def _retire(asset: CourseAsset, course: Course, report: LoadReport) -> None:
    """A file that has gone from the folder; not one that was added here."""
    top = asset.path.partition("/")[0]
    if asset.retired_at is not None or not asset.from_files or top in course.unread:
        return
    asset.retired_at = clock.now()
    report.add("file", asset.path.removeprefix(f"{OWN}/"), Fate.RETIRED)
