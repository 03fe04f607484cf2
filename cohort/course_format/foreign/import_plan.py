"""The plan for a foreign course: which files become which pages of which modules, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from cohort.course_format import front_matter
from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.sources import facts_of, json_facts, read_source, toml_facts
from cohort.course_format.foreign.tag_values import Site
from cohort.course_format.front_matter import plain_heading
from cohort.course_format.naming import natural, read_name

__all__ = [
    "DRAFTS",
    "ModulePlan",
    "PagePlan",
    "Plan",
    "facts_of",
    "is_draft",
    "licence",
    "number",
    "order_of",
    "read_source",
    "settings",
    "stem",
    "words",
]
_ORDERS = ("weight", "order", "nav_order", "sidebar_position", "position", "chapter", "sort")
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


def settings(folder: Folder, path: str) -> Mapping[str, Any]:
    """A settings file in YAML, TOML or JSON; empty when it is not there or cannot be read."""
    if not folder.has(path):
        return {}
    text = folder.text(path)
    if text is None:
        return {}
    if path.endswith(".toml"):
        found: Any = toml_facts(text)
    elif path.endswith(".json"):
        found = json_facts(text)
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


def is_draft(facts: Mapping[str, Any]) -> bool:
    """Whether its author marks a file as not yet out."""
    return any(facts.get(key) is value for key, value in DRAFTS.items())


def order_of(facts: Mapping[str, Any], path: str) -> tuple[Any, ...]:
    """A sort key: the place that the front matter gives, the number before the name, the name."""
    name = PurePosixPath(path).name
    for key in _ORDERS:
        value = facts.get(key)
        try:
            said = float(value) if isinstance(value, (int, str)) else None
        except (ValueError, OverflowError):
            said = None
        if said is not None and not (key == "weight" and said == 0) and said == said:
            return (0, said, natural(name))
    numbered = read_name(PurePosixPath(name).stem if is_markdown(name) else name).number
    return (1, numbered, natural(name)) if numbered is not None else (2, 0, natural(name))
