"""Blocks that other tools mark by lines of their own, before code is set aside.

MyST's code, formulas and films between colons (`:::{code} python`) become fences, formulas and
videos; PyMdown's blocks between slashes (`/// note | Title`) become ours; a `:::` that a formatter
moved into the list above it ends its block again. Sources: MyST's "Directives" and "Math";
PyMdown Extensions, "Blocks"; prettier's issues on Docusaurus' admonitions.
"""

from __future__ import annotations

import re

from cohort.course_format.foreign.mapped_text import code_rows
from cohort.course_format.foreign.videos import link, safe_video_address, video_block
from cohort.markdown.blocks import KIN, LABELS

Lines = list[tuple[int, str]]
_CODE = re.compile(
    r"(?P<before>[ \t>]*)(?P<fence>:{3,})[ \t]*\{(?P<name>code|code-block|code-cell|sourcecode"
    r"|prompt|mermaid|math)\}[ \t]*(?P<said>[^\n]*)\Z"
)
_FRAME = re.compile(
    r"(?P<before>[ \t>]*)(?P<fence>:{3,})[ \t]*\{(?:iframe|video)\}[ \t]*(?P<said>\S+)"
)
_OPTION = re.compile(r"[ \t>]*:[\w-]+:(?:[ \t]|\Z)")
_MARK = re.compile(r"(?P<indent>[ ]*)(?P<colons>:{3,})[ \t]*(?P<said>[^\n]*)\Z")
_SLASHES = re.compile(
    r"(?P<indent>[ ]{0,12})(?P<fence>/{3,})[ \t]+(?P<name>[A-Za-z][\w-]*)[ \t]*"
    r"(?:\|[ \t]*(?P<title>[^\n]*))?\Z"
)
_SETTING = re.compile(r"[ ]{4,}(?P<name>[a-z]+):[ \t]*(?P<value>[^\n]*)\Z")
_CAPTIONS = frozenset({"caption", "figure-caption", "table-caption"})


def fenced_by_lines(lines: Lines) -> Lines:
    """The same lines, with such blocks as ours."""
    if not any(":::" in text or "///" in text for _, text in lines):
        return lines
    return _closed(_slashes(_colons(lines)))


def _code(lines: Lines) -> set[int]:
    text = "\n".join(text for _, text in lines)
    return {row for first, last in code_rows(text) for row in range(first, last)}


def _end(lines: Lines, at: int, fence: str) -> int:
    """The row that closes a fence opened at this row; -1 for none."""
    for row in range(at + 1, len(lines)):
        if lines[row][1].strip(" \t>") == fence:
            return row
    return -1


def _colons(lines: Lines) -> Lines:
    code = _code(lines)
    out: Lines = []
    at = 0
    while at < len(lines):
        number, text = lines[at]
        found = None if at in code else _CODE.match(text) or _FRAME.match(text)
        end = _end(lines, at, found["fence"]) if found else -1
        if found is None or end < 0:
            out.append((number, text))
            at += 1
            continue
        inner = lines[at + 1 : end]
        if "name" in found.groupdict():
            out += _as_code(found, number, inner, lines[end][0])
        else:
            address = found["said"]
            film = safe_video_address(address)
            written = video_block(film, "") if film else link(address, address)
            out += [(number, found["before"] + row) for row in written.strip("\n").split("\n")]
            out += [row for row in inner if not _OPTION.match(row[1])]
        at = end + 1
    return out


def _as_code(found: re.Match[str], number: int, inner: Lines, last: int) -> Lines:
    while inner and (_OPTION.match(inner[0][1]) or not inner[0][1].strip(" \t>")):
        inner = inner[1:]
    before = found["before"]
    if found["name"] == "math":
        rows = [(number, before + found["said"])] if found["said"].strip() else []
        return [(number, f"{before}$$"), *rows, *inner, (last, f"{before}$$")]
    ticks = "`" * max(3, *(len(run) for _, row in inner for run in re.findall("`+", row)), 3)
    ticks = ticks if len(ticks) == 3 else ticks + "`"
    language = "mermaid" if found["name"] == "mermaid" else found["said"].strip()
    return [(number, f"{before}{ticks}{language}"), *inner, (last, f"{before}{ticks}")]


def _slashes(lines: Lines) -> Lines:
    if not any(text.lstrip().startswith("///") for _, text in lines):
        return lines
    code = _code(lines)
    out: Lines = []
    closings: dict[int, str] = {}
    settings_end = -1
    for at, (number, text) in enumerate(lines):
        found = None if at in code else _SLASHES.match(text)
        end = _end(lines, at, found["fence"]) if found else -1
        if at in closings:
            out += [(number, row) for row in closings[at].split("\n")]
        elif found and end > at:
            settings_end = at + 1
            said: dict[str, str] = {}
            while settings_end < end and (one := _SETTING.match(lines[settings_end][1])):
                said[one["name"]] = one["value"].strip("'\" ")
                settings_end += 1
            opening, closings[end] = _block(found, said)
            out += [(number, row) for row in opening.split("\n")]
        elif at < settings_end:
            out.append((number, ""))
        else:
            out.append((number, text))
    return out


def _block(found: re.Match[str], said: dict[str, str]) -> tuple[str, str]:
    """The opening and the closing lines of a block between slashes."""
    indent, name = found["indent"], found["name"]
    title = " ".join((found["title"] or "").split()).replace('"', "'")
    colons = ":" * len(found["fence"])
    if name in _CAPTIONS or name in ("html", "define", "definition"):
        return "", ""
    if name == "tab":
        return f"{indent}**{title or 'Tab'}**\n", ""
    kind = said.get("type", "note") if name in ("admonition", "details") else name
    kind = "details" if name == "details" else kind.lower()
    kind = kind if kind in KIN or kind in LABELS else "note"  # a kind of the author's own
    opening = f'{{.{kind} title="{title}"}}' if title else kind
    return f"{indent}{colons} {opening}", f"{indent}{colons}"


def _closed(lines: Lines) -> Lines:
    """Closing marks that stand deeper than their openings, moved out to them."""
    if not any(text.startswith(" ") and text.strip().startswith(":::") for _, text in lines):
        return lines
    code = _code(lines)
    out: Lines = []
    indents: list[int] = []
    for at, (number, text) in enumerate(lines):
        mark = None if at in code else _MARK.match(text)
        if mark and mark["said"]:
            indents.append(len(mark["indent"]))
        elif mark and indents:
            outer = indents.pop()
            if outer < len(mark["indent"]):
                out += [(number, ""), (number, " " * outer + mark["colons"])]
                continue
        out.append((number, text))
    return out
