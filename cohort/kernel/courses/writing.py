"""Writing a course in our own format: letter for letter what was read, or converted."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from cohort.kernel.courses.naming import file_name, read_name
from cohort.kernel.courses.values import Course, ModuleFile, PageFile
from cohort.kernel.errors import DomainError

_SAFE = re.compile(r"[^/\0\\]+(?:/[^/\0\\]+)*\Z")


class FolderInTheWay(DomainError):
    """There is something where the course is to be written."""


def write_course(course: Course, folder: Path, *, replace: bool = False) -> list[str]:
    """Write a course into a folder, all of it or nothing, and say which paths were written.

    Raises FolderInTheWay when the folder holds anything, unless it is to be replaced: then what it
    holds goes. Raises OSError when the disk cannot take it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not replace:
        raise FolderInTheWay(
            f"{folder} is not empty. Choose another folder, or let it be replaced."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    try:
        written = _write(course, beside)
        beside.chmod(0o755)
        _swap(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return written


def texts_of(course: Course) -> dict[str, str]:
    """Every Markdown file of the course, by its path."""
    texts = {"programme.md": course.text} if course.text else {}
    for module in course.modules:
        path = module_file(module)
        if module.is_single_file:
            texts[path] = module.text + "".join(page.text for page in module.pages)
            continue
        texts[path] = module.text
        for page in module.pages:
            texts[page_file(module, page)] = page.text
    return texts


def module_file(module: ModuleFile) -> str:
    """Where a module's own file is written: where it was, if its name still says the same."""
    named = file_name(module.position, module.slug)
    first, *rest = module.path.split("/")
    if module.is_single_file:
        return (
            module.path
            if not rest and _says(first, module.position, module.slug)
            else f"{named}.md"
        )
    is_same = rest == ["module.md"] and _says(first, module.position, module.slug)
    return module.path if is_same else f"{named}/module.md"


def page_file(module: ModuleFile, page: PageFile) -> str:
    """Where a page is written, in its module's folder."""
    within = module_file(module).rpartition("/")[0]
    parts = page.path.split("/")
    if len(parts) == 2 and parts[0] == within and _says(parts[1], page.position, page.slug):
        return page.path
    return f"{within}/{file_name(page.position, page.slug)}.md"


def _says(name: str, position: int, slug: str) -> bool:
    stem = PurePosixPath(name).stem if name.endswith(".md") else name
    found = read_name(stem)
    return found.is_ours and (found.number, found.slug) == (position, slug)


def _write(course: Course, folder: Path) -> list[str]:
    written = []
    for path, text in texts_of(course).items():
        place = _place(folder, path)
        place.write_bytes(text.encode("utf-8", "replace"))
        written.append(path)
    for asset in course.assets:
        if asset.path in written or not _SAFE.match(asset.path) or ".." in asset.path.split("/"):
            continue
        shutil.copyfile(asset.source, _place(folder, asset.path))
        written.append(asset.path)
    return written


def _place(folder: Path, path: str) -> Path:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _swap(new: Path, folder: Path) -> None:
    """Put the new folder where the old one is; two renames apart, never a half-written one."""
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    os.rename(folder, old)
    try:
        new.rename(folder)
    except BaseException:
        os.rename(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
