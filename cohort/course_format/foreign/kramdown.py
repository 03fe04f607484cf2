"""What Kramdown alone reads as Markdown: `##Heading`, and the inside of `<div markdown="1">`.

The headings in courses of the Jekyll kind only; the attribute wherever it is written, as other
tools read it too. Sources: Kramdown's "Syntax", the sections on ATX-style headers and HTML blocks;
Python-Markdown's "Markdown in HTML". A hash by itself (`#word`) stays text: people write numbers
and tags so.
"""

from __future__ import annotations

import re
import textwrap

from cohort.course_format.folder import Folder
from cohort.course_format.foreign.fences import Lines, Note
from cohort.course_format.foreign.mapped_text import code_rows

_TIGHT = re.compile(r"( {0,3}(?:> ?){0,3})(#{2,6})(?=[^\s#])(?!#*\{)")
_OPENING = re.compile(
    r"<(?P<name>[A-Za-z][\w-]*)\b(?P<said>[^<>]*?)\s+"
    r"markdown(?:\s*=\s*(?P<quote>[\"']?)(?P<how>1|0|block|span)(?P=quote))?(?=[\s>])(?P<more>[^<>]*)>",
    re.IGNORECASE,
)
_CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_END = re.compile(
    r"\s*</(?:div|section|article|aside|table|center|figure|iframe|details|ul|ol|dl|p|header"
    r"|footer|nav|main|blockquote|video|form)\s*>\s*\Z",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IN_LINE = frozenset({"span", "a", "b", "em", "i", "strong", "small", "abbr", "sub", "sup", "u"})
_OF_TABLES = frozenset({"table", "thead", "tbody", "tr", "td", "th"})


def is_kramdown(folder: Folder) -> bool:
    """Whether a site of Jekyll's makes the pages."""
    return folder.has("_config.yml") or folder.has("_config.yaml") or folder.has("_config.toml")


def with_opened(lines: Lines, note: Note) -> Lines:
    """The inside of `<div markdown="1">` as Markdown; `<div markdown>` means the same in MkDocs."""
    return _opened(lines, note) if any("markdown" in text for _, text in lines) else lines


def as_kramdown(lines: Lines, note: Note) -> Lines:
    """The same lines, as readers of CommonMark read what their author meant."""
    code = _code(lines)
    out: Lines = []
    for at, (number, text) in enumerate(lines):
        if at in code:
            out.append((number, text))
            continue
        tight = _TIGHT.match(text)
        if tight:
            text = f"{tight[0]} {text[tight.end() :].rstrip().rstrip('#')}"
        out.append((number, text))
        following = lines[at + 1][1].strip() if at + 1 < len(lines) else ""
        if _END.match(text) and following and not following.startswith(("<", "{:")):
            out.append((number, ""))
    return out


def _code(lines: Lines) -> set[int]:
    text = "\n".join(text for _, text in lines)
    return {row for first, last in code_rows(text) for row in range(first, last)}


def _opened(lines: Lines, note: Note) -> Lines:
    """Empty lines around the inside of elements that are marked so, and their marks taken out."""
    rows, code = list(lines), _code(lines)
    out: Lines = []
    at, is_behind = 0, False
    while at < len(rows):
        number, text = rows[at]
        found = None if at in code else _OPENING.search(text)
        if found is None:
            is_behind = is_behind and (not text.strip() or text.lstrip().startswith("<"))
            out.append((number, text.lstrip() if is_behind else text))
            at += 1
            continue
        rows[at] = (number, text[: found.start()] + _tag(found) + text[found.end() :])
        end = _end(rows, at, found)
        if end is None or found["how"] == "0" or found["name"].lower() in _IN_LINE:
            continue
        _say_class(found, number, note)
        row, start, stop = end
        inside = _inside(rows, at, found.start() + len(_tag(found)), row, start)
        indent = text[: len(text) - len(text.lstrip())]
        before = text[: found.start()]
        out += [(number, before)] if before.strip() else []
        out += _whole(found, indent, rows[row][0], _opened(inside, note), number)
        rest = rows[row][1][stop:]
        rows[row] = (rows[row][0], rest)
        at = row if rest.strip() else row + 1
        code -= set(range(at))
        is_behind = True
    return out


def _tag(found: re.Match[str]) -> str:
    return f"<{found['name']}{found['said']}{found['more']}".rstrip() + ">"


def _end(rows: Lines, at: int, found: re.Match[str]) -> tuple[int, int, int] | None:
    """The row of the closing tag, and where in it that begins and ends; None when there is none."""
    either = re.compile(rf"<(/?){found['name']}\b[^<>]*>", re.IGNORECASE)
    depth = 0
    for row in range(at, len(rows)):
        for tag in either.finditer(rows[row][1], found.start() if row == at else 0):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return row, tag.start(), tag.end()
    return None


def _inside(rows: Lines, at: int, begin: int, row: int, start: int) -> Lines:
    """The lines between the tags, without the indentation that all of them share."""
    if row == at:
        return [(rows[at][0], rows[at][1][begin:start].strip())]
    first = [(rows[at][0], rows[at][1][begin:].strip())]
    middle = [*rows[at + 1 : row], (rows[row][0], rows[row][1][:start])]
    texts = textwrap.dedent("\n".join(text for _, text in middle)).split("\n")
    return [*first, *zip((number for number, _ in middle), texts, strict=True)]


def _whole(found: re.Match[str], indent: str, last: int, inside: Lines, number: int) -> Lines:
    """An element around its inside. A paragraph or heading is one here without its tags."""
    name = found["name"].lower()
    indent = "" if name in _OF_TABLES else indent
    inside = [(n, indent + text if text.strip() else "") for n, text in inside]
    if name in _HEADINGS:
        words = " ".join(text.strip() for _, text in inside if text.strip())
        return [(number, ""), (number, f"{'#' * int(name[1])} {words}"), (number, "")]
    if name == "p":
        return [(number, ""), *inside, (last, "")]
    ends = (number, indent + _tag(found)), (last, f"{indent}</{found['name']}>")
    return [ends[0], (number, ""), *inside, (last, ""), ends[1], (last, "")]


def _say_class(found: re.Match[str], number: int, note: Note) -> None:
    said = _CLASS.search(_tag(found))
    name = found["name"].lower()
    if said and name not in _OF_TABLES:
        words = next((group for group in said.groups() if group), "")
        note(number, f"the class “{words}” of a <{name}> was left out")
