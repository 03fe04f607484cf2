"""Slips of the pen that CommonMark passes over in silence, told to a page's author by line.

A reference whose other half is missing is shown as it was typed, and so are asterisks that begin or
end no emphasis; the cells of a row that has more of them than the table's heading are not shown at
all (GitHub Flavored Markdown, "Tables").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from cohort.markdown.nesting import Note

_FOOTNOTE = re.compile(r"\[\^[^\[\]\s^]{1,100}\]")
# Two pairs of brackets, but for places in lists (a[1][2]) and numbers ([1][2]).
_REFERENCE = re.compile(r"(?<![\w\]])\[(?!\^)[^\[\]]{1,300}\]\[(?!\^)[^\[\]]{0,300}\]")
_NUMBERS = re.compile(r"\[\d*\]\[\d*\]\Z")
# Two asterisks beside a word, on one side at least; not a power (2**3) nor a row of them.
_STRONG = re.compile(r"(?<![*\\])\*\*(?![*])(?=\S)|(?<=\S)(?<![*\\])\*\*(?!\*)")
_WITHIN_WORD = re.compile(r"[A-Za-z0-9]\*\*[A-Za-z0-9]")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*[^\s*](?:[^*\n]{0,200}[^\s*\\])?\*(?![\w*])|(?<![\w*\\])\*[“‘「『（][^*\n]{1,200}\*"
)
_PREFIX = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t>]*")


def note_slips(tokens: list[Token], text: str, note: Note) -> None:
    """Report the slips of a page whose text was parsed to these tokens."""
    rows: list[str] = []
    columns = 0
    for at, token in enumerate(tokens):
        if token.type == "inline":
            _inline(token, note)
        elif token.type == "table_open":
            rows = rows or text.split("\n")
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and tokens[at + 1].type == "td_open":
            _row(rows[token.map[0]], columns, token.map[0], note)


def _inline(token: Token, note: Note) -> None:
    if "[" not in token.content and "*" not in token.content:
        return
    first = token.map[0] if token.map else 0
    for line, words in _texts(token, first):
        for found in _FOOTNOTE.finditer(words):
            if _is_meant(found[0], token):
                note(line, f"there is no note for {found[0]}, so it is shown as typed", False)
        for found in _REFERENCE.finditer(words):
            tail = found[0][found[0].rindex("][") :]  # markup within the words stands only in it
            is_escaped = f"\\{found[0][:3]}" in token.content
            if _is_meant(tail, token) and not is_escaped and not _NUMBERS.match(found[0]):
                say = f"nothing says where {found[0][:80]} leads, so it is shown as typed"
                note(line, say, False)
        if _has_stray_marks(words) and "*" in token.content.replace("\\*", ""):
            note(line, f"asterisks stay in “{_around(words)}”; put a space outside them", False)


def _texts(token: Token, line: int) -> Iterator[tuple[int, str]]:
    """The running text of an inline token, a line at a time; code breaks it."""
    words = ""
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            yield line, words
            line, words = line + 1, ""
        elif child.type == "text":
            words += child.content
        else:
            words += "\ufffc" if child.nesting == 0 else ""
    yield line, words


def _is_meant(written: str, token: Token) -> bool:
    """Whether it stands so in the source, with no backslash before it."""
    place = token.content.find(written)
    return place >= 0 and (place == 0 or token.content[place - 1] != "\\")


def _has_stray_marks(words: str) -> bool:
    if "*" not in words:
        return False
    without = _WITHIN_WORD.sub("", words)
    return bool(_STRONG.search(without) or _EMPHASIS.search(without))


def _around(words: str) -> str:
    place = words.find("*")
    return " ".join(words[max(0, place - 10) : place + 40].split())


def _row(written: str, columns: int, line: int, note: Note) -> None:
    prefix = _PREFIX.match(written)
    cells = escapedSplit(written[prefix.end() if prefix else 0 :].strip())
    if cells and not cells[0].strip():
        cells = cells[1:]
    lost = [cell.strip() for cell in cells[columns:] if cell.strip()]
    if lost and columns:
        say = " and ".join(f"“{cell[:40]}”" for cell in lost[:3])
        words = f"this row has more cells than the table’s heading, so {say} is not shown; write "
        note(line, words + r"\| for a bar within a cell", False)
