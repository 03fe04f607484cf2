"""A body during conversion: protected parts are set aside, and each line keeps its origin.

Code, comments, formulas and text that an author marked as raw are replaced by marks and come back
unchanged. Every change goes through `sub`, so that each line still knows which line of the
author's file it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from markdown_it import MarkdownIt

OPEN, SHUT = "\ufdd0", "\ufdd1"  # noncharacters: Unicode reserves them for a program's own use
_MARK = re.compile(f"{OPEN}(\\d+){SHUT}")
_FORMULA = re.compile(r"\$\$[^$]{1,2000}\$\$|(?<![\w$\\])\$(?=[^\s$])[^$\n]{1,300}\$(?!\w)")
_PREFIX = re.compile(r"[ \t>]*")
_TICKS = re.compile(r"`+")
_BLANK = re.compile(r"\n[ \t]*\n")

Make = Callable[[re.Match[str], int], str]
Change = Callable[[str, int], str]


@dataclass
class Draft:
    """`lines[n]` is the author's line of the text's line n; `notes` are warnings by that line."""

    text: str
    lines: list[int]
    notes: list[tuple[int, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def note(self, line: int, words: str) -> None:
        """Report something that could not be carried over."""
        self.notes.append((line, words))

    def keep(self, text: str) -> str:
        """Set text aside; a mark, on as many lines, stands for it."""
        marks = []
        for line in text.split("\n"):
            self.kept.append(line)
            marks.append(f"{OPEN}{len(self.kept) - 1}{SHUT}" if line else "")
        return "\n".join(marks)

    def sub(self, pattern: re.Pattern[str], make: Make) -> None:
        """Replace each match by what `make(match, its line)` gives."""
        found = pattern.finditer(self.text)
        self.splice((m.start(), m.end(), partial(_of_match, make, m)) for m in found)

    def splice(self, changes: Iterable[tuple[int, int, Change]]) -> None:
        """Replace spans of the text, given in order, by `change(the old text, its line)`."""
        out: list[str] = []
        numbers = self.lines[:1]
        position = row = 0
        for start, end, change in list(changes):
            row = self._copy(out, numbers, position, start, row)
            old = self.text[start:end]
            line = self.lines[row]
            new = change(old, line)
            before, after = old.count("\n"), new.count("\n")
            same = before == after
            numbers += self.lines[row + 1 : row + 1 + before] if same else [line] * after
            row += before
            out.append(new)
            position = end
        self._copy(out, numbers, position, len(self.text), row)
        self.text, self.lines = "".join(out), numbers

    def keep_between(self, opening: str, closing: str) -> None:
        """Set aside everything between these two, and both of them."""
        self.splice(
            (start, end, lambda old, _: self.keep(old))
            for start, end in between(self.text, opening, closing)
        )

    def whole(self) -> str:
        """The text, with everything that was set aside."""
        text, rounds = self.text, 0
        while OPEN in text and rounds < 8:  # text that was set aside may hold marks itself
            text, rounds = _MARK.sub(self._brought_back, text), rounds + 1
        return text

    def plain(self, text: str) -> str:
        """A piece of the text, with everything that was set aside from it."""
        return _MARK.sub(self._brought_back, text)

    def _brought_back(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return self.kept[number] if number < len(self.kept) else ""

    def _copy(self, out: list[str], numbers: list[int], start: int, end: int, row: int) -> int:
        between = self.text[start:end]
        rows = between.count("\n")
        out.append(between)
        numbers += self.lines[row + 1 : row + 1 + rows]
        return row + rows


def begin(lines: list[tuple[int, str]]) -> Draft:
    """A draft of these lines, with its code, comments and formulas set aside."""
    text = "\n".join(text for _, text in lines).replace(OPEN, "").replace(SHUT, "")
    draft = Draft("", [number for number, _ in lines] or [1])
    rows = text.split("\n")
    for first, last in code_rows(text):
        for row in range(first, min(last, len(rows))):
            prefix = _PREFIX.match(rows[row])
            size = prefix.end() if prefix else 0
            rows[row] = rows[row][:size] + draft.keep(rows[row][size:])
    draft.text = "\n".join(rows)
    draft.keep_between("<!--", "-->")
    draft.splice(
        (start, end, lambda old, _: draft.keep(old)) for start, end in code_spans(draft.text)
    )
    draft.sub(_FORMULA, _formula(draft))
    return draft


def between(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Where the text has such a pair, from the first character to the last. Linear."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            return
        yield start, end + len(closing)
        start = text.find(opening, end + len(closing))


def code_rows(text: str) -> Iterator[tuple[int, int]]:
    """The lines, counted from 0, that are code: (first, the one after the last)."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.disable(["inline", "text_join"])
    for token in parser.parse(text):
        if token.type in ("fence", "code_block") and token.map:
            yield token.map[0], token.map[1]


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where `code` stands within paragraphs. Linear, whatever the number of backticks."""
    for start, end in _paragraphs(text):
        runs = [(m.start(), m.end()) for m in _TICKS.finditer(text, start, end)]
        ahead: dict[int, list[int]] = {}
        for at in range(len(runs) - 1, -1, -1):
            ahead.setdefault(runs[at][1] - runs[at][0], []).append(at)
        at = 0
        while at < len(runs):
            begin_at, begin_end = runs[at]
            same = ahead[begin_end - begin_at]
            while same and same[-1] <= at:
                same.pop()
            if same and not _escaped(text, begin_at):
                yield begin_at, runs[same[-1]][1]
                at = same[-1]
            at += 1


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK.finditer(text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def _escaped(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] == "\\"


def _of_match(make: Make, found: re.Match[str], old: str, line: int) -> str:
    return make(found, line)


def _formula(draft: Draft) -> Make:
    def make(found: re.Match[str], line: int) -> str:
        is_one = found[0].startswith("$$") or re.search(r"[\\^_]", found[0])
        return draft.keep(found[0]) if is_one else found[0]

    return make
