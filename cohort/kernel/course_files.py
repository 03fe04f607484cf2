"""Reading a course from its folder of Markdown: plain values out, problems named by file.

    modules/<programme>/programme.md
    modules/<programme>/NN-slug/module.md        front matter and an introduction
    modules/<programme>/NN-slug/NN-slug.md       the module's pages

A file that cannot be used is reported and left out; the rest goes on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frontmatter

BIGGEST_FILE = 1024 * 1024  # bytes
_NUMBERED = re.compile(r"(\d{1,3})-([a-z0-9][a-z0-9-]*)\Z")


@dataclass(frozen=True)
class PageFile:
    """One page. `minutes_to_read` may be 0, meaning not said."""

    slug: str
    position: int
    title: str
    minutes_to_read: int
    body: str
    path: str


@dataclass(frozen=True)
class ModuleFile:
    """One module; `opens_after_days` counts days from the cohort's first day."""

    slug: str
    position: int
    title: str
    summary: str
    foundation: str
    minutes_to_read: int
    minutes_to_do: int
    opens_after_days: int
    objectives: list[str]
    language: str
    licence: str
    body: str
    path: str
    pages: list[PageFile]
    unread: frozenset[str] = frozenset()


@dataclass
class Course:
    """A programme's content as its files say it. `problems` are "file: what is wrong"; `unread`
    are the slugs of modules that are there but could not be read, so must not count as gone."""

    slug: str
    title: str = ""
    summary: str = ""
    body: str = ""
    modules: list[ModuleFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_course(folder: Path) -> Course:
    """Read `modules/<programme>/`. Raises FileNotFoundError when there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}.")
    course = Course(slug=folder.name)
    found = _read(folder / "programme.md", folder, course.problems)
    if found:
        facts, course.body = found
        course.title = _text(facts, "title", 120)
        course.summary = _text(facts, "summary", 300)
    course.title = course.title or folder.name.replace("-", " ").capitalize()
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        module = _read_module(place, folder, course.problems)
        if module:
            course.modules.append(module)
        elif name := _NUMBERED.match(place.name):
            course.unread.add(name[2])
    return course


def digest(*texts: object) -> str:
    """A short name for exactly this content, to see what changed."""
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:32]


def _read_module(place: Path, root: Path, problems: list[str]) -> ModuleFile | None:
    name = _NUMBERED.match(place.name)
    if not name:
        problems.append(f"{place.name}: a module's folder is named like 01-first-steps")
        return None
    found = _read(place / "module.md", root, problems)
    if found is None:
        return None
    facts, body = found
    objectives = facts.get("objectives")
    pages = _read_pages(place, root, problems)
    numbered = (_NUMBERED.match(path.stem) for path in place.glob("*.md"))
    slugs = {found_name[2] for found_name in numbered if found_name}
    return ModuleFile(
        slug=name[2],
        position=int(name[1]),
        title=_text(facts, "title", 120) or name[2].replace("-", " ").capitalize(),
        summary=_text(facts, "summary", 300),
        foundation=_text(facts, "foundation", 60),
        minutes_to_read=_number(facts, "minutes_to_read", place, problems),
        minutes_to_do=_number(facts, "minutes_to_do", place, problems),
        opens_after_days=_number(facts, "opens_after_days", place, problems),
        objectives=[str(text) for text in objectives] if isinstance(objectives, list) else [],
        language=_text(facts, "language", 20) or "en-GB",
        licence=_text(facts, "licence", 60),
        body=body,
        path=f"{place.name}/module.md",
        pages=pages,
        unread=frozenset(slugs - {page.slug for page in pages}),
    )


def _read_pages(place: Path, root: Path, problems: list[str]) -> list[PageFile]:
    pages = []
    for path in sorted(place.glob("*.md")):
        if path.name == "module.md":
            continue
        name = _NUMBERED.match(path.stem)
        found = _read(path, root, problems)
        if not name:
            problems.append(f"{path.relative_to(root)}: a page is named like 01-ideas.md")
        if not name or found is None:
            continue
        facts, body = found
        pages.append(
            PageFile(
                slug=name[2],
                position=int(name[1]),
                title=_text(facts, "title", 120) or name[2].replace("-", " ").capitalize(),
                minutes_to_read=_number(facts, "minutes_to_read", path, problems),
                body=body,
                path=str(path.relative_to(root)),
            )
        )
    return pages


def _read(path: Path, root: Path, problems: list[str]) -> tuple[dict[str, Any], str] | None:
    name = str(path.relative_to(root))
    if path.is_symlink() and root.resolve() not in path.resolve().parents:
        problems.append(f"{name}: it is a link to a place outside the course")
        return None
    try:
        if path.stat().st_size > BIGGEST_FILE:
            problems.append(f"{name}: it is larger than {BIGGEST_FILE // 1024} kB")
            return None
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(f"{name}: there is no such file")
        return None
    except UnicodeDecodeError:
        problems.append(f"{name}: it is not text in UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    try:
        post = frontmatter.loads(text)
    except Exception as error:  # YAML's many kinds; the file is named and the rest goes on
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        problems.append(f"{name}: its front matter cannot be read ({first_line})")
        return None
    if not post.metadata and post.content.strip() != text.strip():
        problems.append(f"{name}: its front matter cannot be read (it has no `name: value` lines)")
        return None
    return dict(post.metadata), post.content


def _text(facts: dict[str, Any], key: str, longest: int) -> str:
    value = facts.get(key)
    if value is None or isinstance(value, (dict, list, dt.date)):
        return ""
    return " ".join(str(value).split())[:longest]


def _number(facts: dict[str, Any], key: str, path: Path, problems: list[str]) -> int:
    value = facts.get(key, 0)
    if isinstance(value, int) and 0 <= value <= 10_000:
        return int(value)
    problems.append(f"{path.name}: {key} must be a whole number, not {value!r}")
    return 0
