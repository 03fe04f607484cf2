"""Front matter, the lines between two `---` at the top of a file: facts of a module or page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from cohort.course_format.languages import language_of
from cohort.kernel.languages import SITE
from cohort.kernel.problems import Problem

LONGEST_BLOCK = 20_000  # characters
LONGEST_TITLE = 120
LONGEST_SUMMARY = 300
_BLOCK = re.compile(
    r"\A---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_BEFORE = re.compile(
    r"(?:[ \t]*\n|\ufeff|[ \t]*<!--(?:[^-]|-(?!->)){0,5000}-->[ \t]*\n?)+(?=---[ \t]*\n)"
)
_ATTRIBUTES = re.compile(r"[ \t]\{[^{}]{0,200}\}\Z")
_CLOSING = re.compile(r"[ \t]+#+\Z")
_MARKS = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()]{0,500}\)|(?<!\\)[*`~]{1,3}|<[^<>]{1,200}>")


class _Loader(yaml.SafeLoader):
    """Facts as their author wrote them: `title: 1.10`, `Yes` and `2024-05-01` stay strings."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int",
    re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})\Z"),
    list("-+0123456789"),
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|false|False)\Z"), list("tTfF")
)


@dataclass(frozen=True, slots=True)
class Split:
    """A file's text in two. `body_line` is the line, from 1, on which the body begins."""

    facts: Mapping[str, Any]
    block: str
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts in a page's file. `minutes_to_read` is 0 when not given, `language` "" when it is
    its module's."""

    title: str
    minutes_to_read: int
    language: str
    body: str
    body_line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """The facts in module.md. `opens_after_days` counts days from the cohort's first day.
    `language` is "" when it is the course's."""

    title: str
    summary: str
    foundation: str
    minutes_to_read: int
    minutes_to_do: int
    opens_after_days: int
    objectives: tuple[str, ...]
    language: str
    licence: str
    body: str
    body_line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """The facts in programme.md."""

    title: str
    summary: str
    language: str
    licence: str
    body: str
    body_line: int
    problems: tuple[Problem, ...]


def split(text: str) -> Split:
    """Part the front matter from the body. Never raises: an unreadable part is a problem."""
    found = _BLOCK.match(text)
    if not found:
        return Split({}, "", text, 1)
    block, body = text[: found.end()], text[found.end() :]
    body_line = block.count("\n") + 1
    if len(found[1]) > LONGEST_BLOCK:
        say = f"its front matter is longer than {LONGEST_BLOCK} characters"
        return Split({}, block, body, body_line, (Problem("", 1, say),))
    facts, problem = load(found[1], first_line=2)
    return Split(facts, block, body, body_line, (problem,) if problem else ())


def late_block(text: str) -> int:
    """Where a front matter block begins that empty lines or a comment stand before; 0 for none."""
    found = _BEFORE.match(text)
    if not found:
        return 0
    late = split(text[found.end() :])
    return found.end() if late.facts and not late.problems else 0


def page_facts(text: str, slug: str) -> PageFacts:
    """A page's facts; without a title, its first heading or its slug."""
    parts = split(text)
    problems = list(parts.problems)
    return PageFacts(
        title=_title(parts, slug),
        minutes_to_read=_number(parts.facts, "minutes_to_read", problems),
        language=language_of(parts.facts, parts.block, problems),
        body=parts.body,
        body_line=parts.body_line,
        problems=tuple(problems),
    )


def module_facts(text: str, slug: str) -> ModuleFacts:
    """A module's facts."""
    parts = split(text)
    facts, problems = parts.facts, list(parts.problems)
    return ModuleFacts(
        title=_title(parts, slug),
        summary=_line(facts, "summary", LONGEST_SUMMARY, problems),
        foundation=_line(facts, "foundation", 60, problems),
        minutes_to_read=_number(facts, "minutes_to_read", problems),
        minutes_to_do=_number(facts, "minutes_to_do", problems),
        opens_after_days=_number(facts, "opens_after_days", problems),
        objectives=_lines(facts, "objectives", problems),
        language=language_of(facts, parts.block, problems),
        licence=_line(facts, "licence", 60, problems),
        body=parts.body,
        body_line=parts.body_line,
        problems=tuple(problems),
    )


def programme_facts(text: str, slug: str) -> ProgrammeFacts:
    """A programme's facts."""
    parts = split(text)
    problems = list(parts.problems)
    return ProgrammeFacts(
        title=_title(parts, slug),
        summary=_line(parts.facts, "summary", LONGEST_SUMMARY, problems),
        language=language_of(parts.facts, parts.block, problems) or SITE,
        licence=_line(parts.facts, "licence", 60, problems),
        body=parts.body,
        body_line=parts.body_line,
        problems=tuple(problems),
    )


def with_facts(text: str, body: str, **facts: Any) -> str:
    """The file's text with another body and these facts; the rest of its front matter stays.

    A fact given as None, "" or an empty list is removed. A text whose facts all stay the same keeps
    its front matter letter for letter.
    """
    parts = split(text)
    merged = dict(parts.facts)
    for name, value in facts.items():
        kept = list(value) if isinstance(value, tuple) else value
        if kept in (None, "", []):
            merged.pop(name, None)
        else:
            merged[name] = kept
    if merged == dict(parts.facts):
        return parts.block + body
    return block_of(merged) + body


def block_of(facts: Mapping[str, Any]) -> str:
    """A front matter block for these facts, in their order; "" for none."""
    if not facts:
        return ""
    lines = yaml.safe_dump(dict(facts), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{lines}---\n\n"


def load(text: str, first_line: int = 1) -> tuple[Mapping[str, Any], Problem | None]:
    """`name: value` lines as facts, or a problem. `first_line`: where they begin."""
    try:
        # _Loader is a SafeLoader.
        facts = yaml.load(text, Loader=_Loader)  # noqa: S506 # nosec B506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first_line if error.problem_mark else 1
        return {}, Problem("", line, f"its front matter cannot be read ({error.problem})")
    except Exception as error:  # YAML raises many kinds, and deep nesting others
        first = (str(error) or type(error).__name__).splitlines()[0]
        return {}, Problem("", 1, f"its front matter cannot be read ({first})")
    if facts is None:
        return {}, None
    if not isinstance(facts, dict):
        return {}, Problem("", 1, "its front matter has no `name: value` lines")
    return {str(name): value for name, value in facts.items()}, None


def _title(parts: Split, slug: str) -> str:
    said = _line(parts.facts, "title", LONGEST_TITLE, [])
    if said:
        return said
    first = parts.body.lstrip()[:1000].partition("\n")[0]
    if first.startswith(("# ", "#\t")) and (heading := plain_heading(first)):
        return heading[:LONGEST_TITLE]
    return slug.replace("-", " ").capitalize()


def plain_heading(line: str) -> str:
    """The text of a `## Heading ## {#id .class}`, without its markup."""
    words = _CLOSING.sub("", _ATTRIBUTES.sub("", line.strip()).lstrip("#").rstrip())
    plain = _MARKS.sub(lambda found: found[1] or "", words)
    return " ".join(plain.replace("\\", "").split())


def _line(facts: Mapping[str, Any], key: str, longest: int, problems: list[Problem]) -> str:
    value = facts.get(key)
    if value is None:
        return ""
    if not _is_plain(value):
        problems.append(Problem("", 1, f"{key} must be a line of words"))
        return ""
    text = " ".join(str(value).split())
    if len(text) > longest:
        problems.append(Problem("", 1, f"{key} is cut at {longest} characters", is_error=False))
    return text[:longest]


def _lines(facts: Mapping[str, Any], key: str, problems: list[Problem]) -> tuple[str, ...]:
    value = facts.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(map(_is_plain, value)):
        say = f"{key} must be a list: one line each, beginning with a hyphen and a space"
        problems.append(Problem("", 1, say))
        return ()
    return tuple(" ".join(str(item).split()) for item in value)


def _number(facts: Mapping[str, Any], key: str, problems: list[Problem]) -> int:
    value = facts.get(key, 0)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000:
        return value
    given = f", not {str(value)[:40]!r}" if _is_plain(value) else ""
    problems.append(Problem("", 1, f"{key} must be a whole number{given}"))
    return 0


def _is_plain(value: object) -> bool:
    """Whether a word or number is safe to write out; YAML's aliases can be endless."""
    return isinstance(value, str) or (isinstance(value, int) and abs(value) < 10**16)
