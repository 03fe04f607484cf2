"""Decides which quotes stay: those that an author answers line by line, and those that the author
put in. A quote that a mail program put above or below the whole answer goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cohort.mail.cutting.boilerplate import is_banner, is_note, is_sent_from
from cohort.mail.cutting.lines import Line, drop, paragraphs
from cohort.mail.cutting.quotes import attribution_at, headers_at, is_separator
from cohort.mail.cutting.signatures import is_delimiter

MOST_KEPT = 12  # lines of a quote above an answer
_WORDS = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"<?https?://\S+|\]\([^)\s]{0,2000}\)")


@dataclass
class _Quote:
    lines: list[Line] = field(default_factory=list)
    attributed: bool = False
    answered: bool = False


def cut_quotes(own: list[Line], *, has_mail_below: bool) -> None:
    """Cut quotes from the author's part of a mail, with the lines that say whom they quote."""
    quotes = _quotes(own)
    answered = [quote for quote in quotes if quote.answered]
    is_inline = len(answered) > 1 or (len(answered) == 1 and quotes[-1] is not answered[0])
    has_mail = has_mail_below or any(quote.attributed for quote in quotes)
    for quote in quotes:
        is_own = not quote.attributed and has_mail and quote.answered is False
        is_own = is_own and has_mail_below
        if quote.answered and (is_inline or not quote.attributed):
            _keep_last_paragraph(quote)
        elif not is_own:
            drop(quote.lines)


def _quotes(own: list[Line]) -> list[_Quote]:
    quotes: list[_Quote] = []
    is_open = attributed = False
    is_signature = False
    skip = 0
    for at, line in enumerate(own):
        if skip:
            skip -= 1
            line.kept = False
            continue
        if not line.depth and (count := attribution_at(own, at)):
            line.kept, skip, attributed = False, count - 1, True
            is_open = is_signature = False
        elif line.depth:
            if not is_open:
                quotes.append(_Quote(attributed=attributed))
                is_open, attributed = True, False
            quotes[-1].lines.append(line)
        elif not line.is_blank:
            is_open = False
            is_signature = is_signature or is_delimiter(line)
            if quotes and not is_signature and not is_sent_from(line) and not is_note([line]):
                quotes[-1].answered = True
    return quotes


def _keep_last_paragraph(quote: _Quote) -> None:
    """Of what stands above an answer, the paragraph that is answered."""
    outer = min((line.depth for line in quote.lines if not line.is_blank), default=1)
    at = 0
    while at < len(quote.lines):
        count = headers_at(quote.lines, at) or attribution_at(quote.lines, at)
        drop(quote.lines[at : at + count])
        at += count or 1
    found = [run for run in paragraphs(quote.lines) if run[0].depth == outer and run[0].kept]
    stays = found[-1][-MOST_KEPT:] if found else []
    drop([line for line in quote.lines if line not in stays])


def keep_answers_in(below: list[Line], headers: int, original: str) -> None:
    """Cut the mail that is answered, but for lines which it did not have: answers that somebody
    wrote into it, in a mail program that marks no quotes. They keep the lines above them.

    When it holds an older mail in turn, its lines may be anybody's, and all of it goes.
    """
    drop(below)
    lines = below[headers:]
    known = _Known.of(original)
    if not original.strip() or any(_begins_a_mail(lines, at) for at in range(len(lines))):
        return
    unmeant = {id(line) for line in _boilerplate(lines)}
    new = [line for line in lines if id(line) not in unmeant and not known.has(line)]
    if not new or len(new) * 2 > sum(not line.is_blank for line in lines):
        return  # nothing, or it is not the mail that we know
    _keep(lines, {id(line) for line in new})


def _begins_a_mail(lines: list[Line], at: int) -> bool:
    if lines[at].is_blank:
        return False
    return bool(headers_at(lines, at) or attribution_at(lines, at) or is_separator(lines[at]))


def _boilerplate(lines: list[Line]) -> Iterator[Line]:
    for run in [*paragraphs(lines), *([line] for line in lines)]:
        if is_banner(run) or is_note(run) or all(is_sent_from(line) for line in run):
            yield from run


def _keep(lines: list[Line], new: set[int]) -> None:
    """Keep the new lines, and as a quote the paragraph above each stretch of them."""
    above: list[Line] = []
    before: Line | None = None
    for line in lines:
        if id(line) in new:
            for quoted in above[-MOST_KEPT:]:
                quoted.kept, quoted.text = True, f"> {quoted.words}"
            if above:
                above[-1].text += "\n"
            line.kept, above = True, []
        elif line.is_blank:
            line.kept = before is not None and id(before) in new
        else:
            above = [line] if before is None or before.is_blank else [*above, line]
        if before is not None and id(before) in new and not line.kept:
            before.text += "\n"
        before = line


@dataclass(frozen=True)
class _Known:
    """The words of the mail that is answered, without anything that programs change."""

    words: str
    lines: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Known:
        return cls(_plain(text), frozenset(_plain(line) for line in text.split("\n")))

    def has(self, line: Line) -> bool:
        """Whether the line stood in the mail, or has no words."""
        found = _plain(line.words)
        return not found or found in self.lines or (len(found) > 15 and found in self.words)


def _plain(text: str) -> str:
    return "".join(_WORDS.findall(_ADDRESS.sub("", text).lower()))
