"""The lines of a mail while it is cut: each is kept until something cuts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cohort.mail.cutting.marks import without_marks

LONGEST_LOOKED_AT = 1000  # characters of a line: patterns must not take long
_QUOTE = re.compile(r"^\s{0,3}((?:>\s?)+)")
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}|\\(?=[*_])")


@dataclass(eq=False)  # two lines with the same words are two
class Line:
    """One line. `depth`: how many times it is quoted; `words`: without signs of quoting."""

    text: str
    depth: int
    words: str
    kept: bool = True

    @property
    def is_blank(self) -> bool:
        return not self.words.strip()

    @property
    def plain(self) -> str:
        """The words without emphasis and marks: what patterns look at."""
        return _EMPHASIS.sub("", without_marks(self.words[:LONGEST_LOOKED_AT])).strip()


def lines_of(text: str) -> list[Line]:
    """The lines of a text."""
    return [_line(text) for text in text.split("\n")]


def _line(text: str) -> Line:
    found = _QUOTE.match(text)
    if not found:
        return Line(text, 0, text)
    return Line(text, found[1].count(">"), text[found.end() :])


def paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Runs of lines of one depth between blank ones; what stands between fences is in one."""
    run: list[Line] = []
    is_fenced = False
    for line in lines:
        ends = line.is_blank or (run and run[-1].depth != line.depth)
        if ends and not is_fenced:
            if run:
                yield run
            run = []
        if line.words.startswith("```"):
            is_fenced = not is_fenced
        if not line.is_blank or is_fenced:
            run.append(line)
    if run:
        yield run


def drop(lines: list[Line]) -> None:
    """Cut these."""
    for line in lines:
        line.kept = False


def text_of(lines: list[Line]) -> str:
    """The text of lines, with at most one blank line between others."""
    text = "\n".join(without_marks(line.text).rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
