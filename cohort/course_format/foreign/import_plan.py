"""The plan for a foreign course: which files become which pages of which modules, in order."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from cohort.course_format import front_matter
from cohort.course_format.folder import Folder
from cohort.course_format.foreign.templating import Site
from cohort.course_format.front_matter import plain_heading

DRAFTS = {"draft": True, "published": False}  # how Hugo and Jekyll mark a page as not yet out


@dataclass
class PagePlan:
    """A planned page: its file, the name for its slug, and a title if a list gives one."""

    path: str
    name: str
    title: str = ""


@dataclass
class ModulePlan:
    """A planned module. `intro`: the file that introduces it, "" for none."""

    name: str
    title: str = ""
    intro: str = ""
    pages: list[PagePlan] = field(default_factory=list)
    summary: str = ""
    facilitators_only: bool = False


@dataclass
class Plan:
    """A planned course.

    `front`: the file that introduces it. `addresses`: a page's path -> its other addresses on its
    own site. `roots`: folders in which a link's target may stand. `definitions`: link definitions
    that every page may use. `settings_files`: read as settings, so not reported.
    """

    kind: str
    title: str = ""
    summary: str = ""
    language: str = ""
    licence: str = ""
    front: str = ""
    modules: list[ModulePlan] = field(default_factory=list)
    site: Site = field(default_factory=Site)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    definitions: str = ""
    settings_files: set[str] = field(default_factory=set)

    def sources(self) -> Iterable[str]:
        """Every file that becomes text, in order."""
        if self.front:
            yield self.front
        for module in self.modules:
            if module.intro:
                yield module.intro
            yield from (page.path for page in module.pages)


@dataclass
class Source:
    """A file's facts and body, with the line on which the body begins."""

    facts: Mapping[str, Any]
    body: str
    body_line: int


def read_source(folder: Folder, path: str) -> Source | None:
    """A Markdown file, with as much front matter as can be read."""
    text = folder.text(path)
    if text is None:
        return None
    if text.startswith("+++\n"):
        return _toml_source(folder, path, text)
    parts = front_matter.split(text)
    if not parts.problems:
        return Source(parts.facts, parts.body, parts.body_line)
    problem = parts.problems[0]
    if "`name: value`" in problem.text:  # a thematic break that only looks like it
        return Source({}, text, 1)
    say = f"{problem.text}; only its plain lines were used"
    folder.report(path, say, problem.line, is_error=False)
    return Source(_plain_lines(parts.block), parts.body, parts.body_line)


def facts_of(folder: Folder, path: str) -> Mapping[str, Any]:
    """A file's front matter alone; its faults are not reported."""
    try:
        with folder.files[path].open("rb") as stream:
            start = stream.read(front_matter.LONGEST_BLOCK)
    except OSError:
        return {}
    text = start.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if text.startswith("+++\n"):
        return _toml(text.partition("\n+++")[0][4:])
    parts = front_matter.split(text)
    return parts.facts if not parts.problems else _plain_lines(parts.block)


def settings(folder: Folder, path: str) -> Mapping[str, Any]:
    """A settings file in YAML, TOML or JSON; empty when it is not there or cannot be read."""
    if not folder.has(path):
        return {}
    text = folder.text(path)
    if text is None:
        return {}
    if path.endswith(".toml"):
        found: Any = _toml(text)
    elif path.endswith(".json"):
        found = _json(text)
    else:
        found, problem = front_matter.load(text)
        if problem:
            folder.report(path, problem.text, problem.line, is_error=False)
    return found if isinstance(found, Mapping) else {}


def words(value: object) -> str:
    """A fact as a line of plain words; "" if it cannot be one."""
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return ""
    return plain_heading(unescape(str(value))[:1000].replace("\n", " "))


def number(value: object) -> int:
    """A fact as a whole number of minutes; 0 if it cannot be one."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 5:
        value = int(value)
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000
    return value if usable and isinstance(value, int) else 0


def licence(value: object) -> str:
    """A licence's name as we write it: CC BY 4.0."""
    return words(value).replace("CC-BY", "CC BY")


def stem(path: str) -> str:
    """A path's last name, without its ending."""
    return PurePosixPath(path).stem


def _plain_lines(block: str) -> dict[str, Any]:
    pairs = (line.partition(":") for line in block.split("\n") if line[:1].isalpha())
    return {name.strip(): value.strip().strip("\"'") for name, colon, value in pairs if colon}


def _toml_source(folder: Folder, path: str, text: str) -> Source:
    block, fence, body = text[4:].partition("\n+++")
    if not fence:
        return Source({}, text, 1)
    facts = _toml(block)
    if not facts and block.strip():
        folder.report(path, "its front matter cannot be read (TOML)", 1, is_error=False)
    body = body.partition("\n")[2]
    return Source(facts, body, text.count("\n") - body.count("\n") + 1)


def _toml(text: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}
    return {
        name: value if isinstance(value, (str, int, list, dict)) else str(value)
        for name, value in found.items()
    }


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}
