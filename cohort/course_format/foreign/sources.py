"""A file's facts and its body, in whatever form its tool keeps the facts.

YAML between `---`, TOML between `+++`, JSON between `;;;` or in braces at the top, or any of them
named behind `---`. Sources: Hugo's "Front matter"; gray-matter's README, which Eleventy and many
others read with. Facts that begin late, or lack a space behind the colon, are read all the same.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cohort.course_format import front_matter
from cohort.course_format.folder import Folder
from cohort.kernel.problems import Problem

_FENCED = re.compile(
    r"(?P<fence>\+\+\+|;;;|---)[ \t]*(?P<kind>json|toml|yaml|yml)?[ \t]*\n"
    r"(?P<block>.*?)^(?P=fence)[ \t]*$\n?",
    re.DOTALL | re.MULTILINE,
)
_TIGHT = re.compile(r"(?:[A-Za-z][\w-]*:\S[^\n]*|[ \t]*|#[^\n]*)\Z")
_LIKE_A_FACT = re.compile(r"[A-Za-z][\w-]*:|[ \t-]|#|\Z")
_LEAD = re.compile(r"(?:\s|\ufeff|<!--(?:[^-]|-(?!->)){0,5000}-->)*")
_NO_SPACE = "its facts have no space behind the colon; they were read all the same"


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
    source, problem = source_of(text)
    if problem:
        folder.report(path, problem.text, problem.line, is_error=False)
    return source


def facts_of(folder: Folder, path: str) -> Mapping[str, Any]:
    """A file's front matter alone; its faults are not reported."""
    try:
        with folder.files[path].open("rb") as stream:
            start = stream.read(front_matter.LONGEST_BLOCK)
    except OSError:
        return {}
    text = start.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return source_of(text)[0].facts


def source_of(text: str) -> tuple[Source, Problem | None]:
    """A text in its two parts, and what could not be read of the first."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    if start and not text.startswith(("+++", ";;;", "{"), start) and not _is_block(text[start:]):
        start = 0
    before = text.count("\n", 0, start)
    source, problem = _parted(text[start:])
    if start and not source.facts:
        return Source({}, text, 1), None
    source.body_line += before
    if problem:
        problem = Problem("", problem.line + before, problem.text, is_error=False)
    return source, problem


def _is_block(text: str) -> bool:
    """Whether facts stand between `---` here, in whatever state."""
    block = front_matter.split(text).block.strip().split("\n")[1:-1]
    return bool(block) and all(map(_LIKE_A_FACT.match, block))


def _parted(text: str) -> tuple[Source, Problem | None]:
    if text.startswith("{"):
        return _in_braces(text), None
    fenced = _FENCED.match(text)
    if fenced and (fenced["fence"] != "---" or fenced["kind"] in ("json", "toml")):
        return _in_fences(fenced, text)
    if fenced and fenced["kind"]:
        text = text.replace(fenced["kind"], "", 1)
    parts = front_matter.split(text)
    if not parts.problems:
        return Source(parts.facts, parts.body, parts.body_line), None
    problem = parts.problems[0]
    rows = parts.block.strip().split("\n")[1:-1]
    if "`name: value`" in problem.text and not (rows and all(map(_TIGHT.match, rows))):
        return Source({}, text, 1), None  # a thematic break that only looks like it
    say = f"{problem.text}; only its plain lines were used"
    if "`name: value`" in problem.text:
        say = _NO_SPACE
    source = Source(_plain_lines(parts.block), parts.body, parts.body_line)
    return source, Problem("", max(problem.line, 2) if say is _NO_SPACE else problem.line, say)


def _in_braces(text: str) -> Source:
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return Source({}, text, 1)
    rest = text[end:]
    if (
        not isinstance(found, dict)
        or not found
        or (rest and not rest.lstrip(" \t").startswith("\n"))
    ):
        return Source({}, text, 1)
    body = rest.partition("\n")[2]
    return Source(_plain(found), body, text.count("\n") - body.count("\n") + 1)


def _in_fences(fenced: re.Match[str], text: str) -> tuple[Source, Problem | None]:
    block = fenced["block"]
    is_json = fenced["kind"] == "json" or fenced["fence"] == ";;;"
    facts = json_facts(block) if is_json else toml_facts(block)
    body = text[fenced.end() :]
    kind = "JSON" if is_json else "TOML"
    problem = None
    if not facts and block.strip():
        problem = Problem("", 1, f"its front matter cannot be read ({kind})")
    return Source(facts, body, fenced[0].count("\n") + 1), problem


def toml_facts(text: str) -> dict[str, Any]:
    """A text in TOML as facts; none when it cannot be read."""
    try:
        return _plain(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}


def json_facts(text: str) -> dict[str, Any]:
    """The same for JSON, with or without its braces."""
    for whole in (text, f"{{{text}}}"):
        try:
            found = json.loads(whole)
        except (ValueError, RecursionError):
            continue
        return _plain(found) if isinstance(found, dict) else {}
    return {}


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, (str, int, list, dict)) else str(value)
        for name, value in found.items()
        if value is not None
    }


def _plain_lines(block: str) -> dict[str, Any]:
    pairs = (line.partition(":") for line in block.split("\n") if line[:1].isalpha())
    return {name.strip(): value.strip().strip("\"'") for name, colon, value in pairs if colon}
