"""Reading a course from its folder of Markdown: plain values out, problems named by file.

    modules/<programme>/programme.md
    modules/<programme>/NN-slug/module.md        front matter and an introduction
    modules/<programme>/NN-slug/NN-slug.md       the module's pages

A file that cannot be used is reported and left out; the rest goes on.
"""

from __future__ import annotations

import re
from pathlib import Path

from cohort.kernel.courses.values import Course, ModuleFile, PageFile, Problem

BIGGEST_FILE = 1024 * 1024  # bytes
_NUMBERED = re.compile(r"(\d{1,3})-([a-z0-9][a-z0-9-]*)\Z")


def read_course(folder: Path) -> Course:
    """Read `modules/<programme>/`. Raises FileNotFoundError when there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}.")
    course = Course(slug=folder.name)
    course.text = _read(folder / "programme.md", folder, course.problems) or ""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        module = _read_module(place, folder, course.problems)
        if module:
            course.modules.append(module)
        elif name := _NUMBERED.match(place.name):
            course.unread.add(name[2])
    return course


def _read_module(place: Path, root: Path, problems: list[Problem]) -> ModuleFile | None:
    name = _NUMBERED.match(place.name)
    if not name:
        problems.append(Problem(place.name, 0, "a module's folder is named like 01-first-steps"))
        return None
    text = _read(place / "module.md", root, problems)
    if text is None:
        return None
    pages = _read_pages(place, root, problems)
    numbered = (_NUMBERED.match(path.stem) for path in place.glob("*.md"))
    slugs = {found_name[2] for found_name in numbered if found_name}
    return ModuleFile(
        slug=name[2],
        position=int(name[1]),
        text=text,
        path=f"{place.name}/module.md",
        pages=tuple(pages),
        unread=frozenset(slugs - {page.slug for page in pages}),
    )


def _read_pages(place: Path, root: Path, problems: list[Problem]) -> list[PageFile]:
    pages = []
    for path in sorted(place.glob("*.md")):
        if path.name == "module.md":
            continue
        name, said = _NUMBERED.match(path.stem), str(path.relative_to(root))
        text = _read(path, root, problems)
        if not name:
            problems.append(Problem(said, 0, "a page is named like 01-ideas.md"))
        if name and text is not None:
            pages.append(PageFile(slug=name[2], position=int(name[1]), text=text, path=said))
    return pages


def _read(path: Path, root: Path, problems: list[Problem]) -> str | None:
    name = str(path.relative_to(root))
    if path.is_symlink() and root.resolve() not in path.resolve().parents:
        problems.append(Problem(name, 0, "it is a link to a place outside the course"))
        return None
    try:
        if path.stat().st_size > BIGGEST_FILE:
            problems.append(Problem(name, 0, f"it is larger than {BIGGEST_FILE // 1024} kB"))
            return None
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(name, 0, "there is no such file"))
        return None
    except UnicodeDecodeError:
        problems.append(Problem(name, 0, "it is not text in UTF-8"))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
