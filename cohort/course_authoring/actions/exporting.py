"""Writing a programme's course back to files, as an import reads them.

Texts are written as they are kept, letter for letter; files as they came. All of it is written
beside the folder first and put in its place at the end, so that a reader of the folder sees the
old course or the new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from cohort.course_authoring.actions.prompts_and_terms import path_of
from cohort.course_format.front_matter import block_of
from cohort.course_format.links import OWN
from cohort.course_format.naming import file_name
from cohort.course_format.native_format import BESIDE
from cohort.course_modules.models import CourseAsset, CourseText, Module, ModulePage
from cohort.db import db
from cohort.files import store
from cohort.kernel.errors import DomainError
from cohort.programmes.models import Programme


def export_course(programme: Programme, folder: Path, *, replace: bool = False) -> int:
    """Write the programme's course; returns the number of files.

    Raises DomainError when the folder holds something, unless `replace`: then a course takes the
    place of a course, and what stands beside one (README, licence, hidden files) stays.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise DomainError(f"{folder} is a file.")
    is_filled = folder.is_dir() and any(folder.iterdir())
    if is_filled and not replace:
        raise DomainError(f"{folder} is not empty. --replace puts the course in its place.")
    if is_filled and not _holds_a_course(folder):
        raise DomainError(f"{folder} holds something else than a course, so it stays as it is.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new.chmod(folder.stat().st_mode & 0o777 if folder.is_dir() else 0o755)
        count = _write(programme, new)
        _put_in_place(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return count


def texts_of(programme: Programme) -> Iterator[tuple[str, str]]:
    """(path, text) of each text file of the course, in order."""
    query = sa.select(CourseText.source).where(CourseText.programme_id == programme.id)
    course_text = db.session.scalar(query)
    if course_text is None:
        course_text = block_of({"title": programme.name}) + "\n"
    yield "programme.md", course_text
    modules = (
        sa.select(Module)
        .where(Module.programme_id == programme.id, Module.retired_at.is_(None))
        .order_by(Module.position, Module.id)
    )
    for module in db.session.scalars(modules).all():
        yield from _texts_of_module(module)


def _texts_of_module(module: Module) -> Iterator[tuple[str, str]]:
    columns = (ModulePage.position, ModulePage.slug, ModulePage.source)
    query = (
        sa.select(*columns)
        .where(ModulePage.module_id == module.id, ModulePage.retired_at.is_(None))
        .order_by(ModulePage.position, ModulePage.id)
    )
    pages = db.session.execute(query).all()
    if module.is_single_file:
        yield path_of(module), module.source + "".join(page.source for page in pages[:1])
        return
    yield path_of(module), module.source
    folder = file_name(module.position, module.slug)
    for page in pages:
        yield f"{folder}/{file_name(page.position, page.slug)}.md", page.source


def _write(programme: Programme, folder: Path) -> int:
    count = 0
    for path, text in texts_of(programme):
        place = _place(folder, path)
        with place.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
        count += 1
    return count + _write_files(programme, folder)


def _write_files(programme: Programme, folder: Path) -> int:
    modules = sa.select(Module).where(
        Module.programme_id == programme.id, Module.retired_at.is_(None)
    )
    folders = {
        module.slug: file_name(module.position, module.slug)
        for module in db.session.scalars(modules)
        if not module.is_single_file
    }
    query = (
        sa.select(CourseAsset.path, CourseAsset.original_key)
        .where(CourseAsset.programme_id == programme.id, CourseAsset.retired_at.is_(None))
        .order_by(CourseAsset.path)
    )
    count = 0
    for path, key in db.session.execute(query).all():
        top, _, rest = path.partition("/")
        if top != OWN and top not in folders:
            continue  # its module has been retired
        place = _place(folder, rest if top == OWN else f"{folders[top]}/{rest}")
        with place.open("xb") as stream:
            for piece in store.stream(key):
                stream.write(piece)
        count += 1
    return count


def _place(folder: Path, path: str) -> Path:
    place = folder / path
    if not place.resolve().is_relative_to(folder.resolve()):
        raise DomainError(f"{path} would lie outside the folder.")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _holds_a_course(folder: Path) -> bool:
    return (folder / "programme.md").exists() or any(folder.glob("[0-9]*-*/module.md"))


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    for beside in folder.iterdir():
        if _is_beside(beside) and not (new / beside.name).exists():
            _copy(beside, new / beside.name)
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    os.replace(folder, old)  # an empty folder gives way
    os.replace(new, folder)
    shutil.rmtree(old)


def _is_beside(path: Path) -> bool:
    return path.name.startswith(".") or path.stem.lower() in BESIDE


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)
