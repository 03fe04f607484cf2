"""Parts what an author wrote from what stood in the mail already.

Nothing is thrown away here: a line is kept or left out, and the author can look at what was left
out (cohort/discussions/by_mail/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cohort.mail.cutting import inline
from cohort.mail.cutting.boilerplate import banners, end_of_words, is_note, is_sent_from
from cohort.mail.cutting.lines import Line, drop, lines_of, paragraphs, text_of
from cohort.mail.cutting.marks import QUOTE_TO_END, pictures_in
from cohort.mail.cutting.quotes import attribution_at, headers_at, is_separator
from cohort.mail.cutting.signatures import cut_signatures

_WORD = re.compile(r"[^\W\d_]{2,}")
LONGEST = 400_000  # characters; more is not looked through


@dataclass(frozen=True)
class Cut:
    """A reply. `whole`: all of the mail's text; `left_out`: the lines that are not in `text`;
    `pictures`: the numbers of the pictures in what was kept."""

    text: str
    whole: str
    left_out: str
    lines_left_out: int
    pictures: tuple[int, ...] = ()


def cut(text: str, original: str = "", names: str = "") -> Cut:
    """The author's part of a mail's text (html_text.py, plain_text.py).

    `original`: the text of the mail that is answered, where it is known: answers written into it
    are told by it. `names`: what the author is called, which tells a signature from the telephone
    numbers of others.
    """
    lines = lines_of(text[:LONGEST])
    whole = text_of(lines)
    end, starts = _where_the_mail_begins(lines)
    own, below = lines[:end], lines[end:]
    inline.cut_quotes(own, has_mail_below=end < len(lines))
    inline.keep_answers_in(below, starts - end, original)
    called = frozenset(word.lower() for word in _WORD.findall(names))
    for run in _runs(own):
        _cut_boilerplate(run, called)
    for banner in banners(lines):
        drop(banner)
    return _made(lines, whole)


def _where_the_mail_begins(lines: list[Line]) -> tuple[int, int]:
    """The number of the line at which the author's part ends, and of the first line of the mail
    that is answered, behind its headers. Both are the number of lines when there is none."""
    for at, line in enumerate(lines):
        if line.depth:
            continue
        if line.text.strip() == QUOTE_TO_END:
            return at, _behind_headers(lines, at + 1)
        if is_separator(line) or (not line.is_blank and headers_at(lines, at)):
            return at, _behind_headers(lines, at)
        count = attribution_at(lines, at)
        if count and not _is_quoted_next(lines, at + count):
            return at, at + count
    return len(lines), len(lines)


def _behind_headers(lines: list[Line], at: int) -> int:
    for start in range(at, min(at + 6, len(lines))):
        if count := headers_at(lines, start):
            return start + count
    return at + 1


def _is_quoted_next(lines: list[Line], at: int) -> bool:
    """Whether a quote follows in the next lines. Behind the last line too: a mail may end there."""
    for line in lines[at : at + 4]:
        if line.depth:
            return True
        if not line.is_blank:
            return False
    return at >= len(lines)


def _runs(own: list[Line]) -> list[list[Line]]:
    """The stretches of the author's lines between quotes."""
    runs: list[list[Line]] = [[]]
    for line in own:
        if line.depth or not line.kept:
            runs.append([])
        else:
            runs[-1].append(line)
    return [run for run in runs if run]


def _cut_boilerplate(run: list[Line], names: frozenset[str]) -> None:
    for paragraph in reversed(list(paragraphs(run))):
        ends = end_of_words(paragraph)
        drop(paragraph[ends:])
        if ends and not all(_is_nothing(line) for line in paragraph[:ends]):
            break
        drop(paragraph)
    for line in run:
        if is_sent_from(line):
            line.kept = False
    cut_signatures([line for line in run if line.kept], names)
    for paragraph in paragraphs([line for line in run if line.kept]):
        if is_note(paragraph):
            drop(paragraph)


def _is_nothing(line: Line) -> bool:
    return is_sent_from(line) or not line.plain.strip("_-—=* ")


def _made(lines: list[Line], whole: str) -> Cut:
    kept = [line for line in lines if line.kept]
    gone = [line for line in lines if not line.kept]
    left_out = text_of(gone)
    words = text_of(kept)
    return Cut(
        text=words if any(letter.isalnum() for letter in words) or words.strip() else "",
        whole=whole,
        left_out=left_out,
        lines_left_out=sum(not line.is_blank for line in gone if line.plain),
        pictures=tuple(number for line in kept for number in pictures_in(line.text)),
    )
