"""Finds signatures: below "-- ", where HTML says so, and the block of name, post, telephone and
address that stands below a greeting.

A greeting and the name below it are the author's words and stay. A block is taken for a signature
only when it holds something to be reached by and no sentence.
"""

from __future__ import annotations

import re

from cohort.mail.cutting.lines import Line, drop, paragraphs
from cohort.mail.cutting.marks import SIGNATURE, SIGNATURE_ENDS

MOST_LINES = 30
MOST_PARAGRAPHS = 8
LONGEST_LINE = 110  # characters
_DASHES = re.compile(r"^(?:--|—|–|_{2,30})\s*$")
_REACHED_BY = re.compile(
    r"(?:\+?\(?\d[\d()\s.-]{8,}\d)|[\w.+-]+@[\w-]+\.[\w.-]+|\bwww\.|https?://"
    r"|\b(?:tel|telephone|t|phone|mob|mobile|m|ffôn|direct|ext|e|email|e-bost|w|web|twitter"
    r"|teams)\s*[:.]\s*\S"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^(?:(?:(?:with|many|kind|kindest|best|warm|warmest|all the|yours|very) )*"
    r"(?:regards|wishes|best|thanks|thank you|cheers|sincerely|faithfully|truly|love|ta)"
    r"(?: and (?:kind |best |warm )?(?:regards|wishes|thanks)| again| in advance| all| everyone"
    r"| so much)*"
    r"|diolch(?: yn fawr)?|cofion(?: gorau| cynnes)?|cordialement|bien à (?:vous|toi)"
    r"|mit freundlichen grüßen"
    r"|viele grüße|beste grüße|liebe grüße|lg|mfg|pozdrawiam|z poważaniem|saludos|un saludo"
    r"|speak soon"
    r"|see you (?:soon|then|there)|take care|kr|br|rgds|xx?)[\s,.!–-]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_AFTERTHOUGHT = re.compile(r"^P\.?\s?S\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\b(?:i|we|you|they|it|he|she|will|would|could|have|please|thanks for)\b.*\s.*\s", re.I
)


def is_delimiter(line: Line) -> bool:
    """Whether the line parts a signature from the text (RFC 3676, section 4.3, or nearly so)."""
    return line.depth == 0 and bool(_DASHES.match(line.words.replace("\\", "")))


def cut_signatures(lines: list[Line], names: frozenset[str]) -> None:
    """Cut the signatures from a stretch of the author's own lines. `names`: the parts of the
    author's name, in small letters."""
    _cut_marked(lines)
    own = [line for line in lines if line.kept and line.depth == 0]
    for at in (at for at, line in enumerate(own) if is_delimiter(line)):
        below = [rest for rest in own[at + 1 : at + 4 * MOST_LINES] if not rest.is_blank]
        if _is_short(below, strict=own[at].words != "-- "):
            drop(own[at:])
            return
    _cut_contacts(own, names)


def _cut_marked(lines: list[Line]) -> None:
    inside = False
    for line in lines:
        if line.text.strip() == SIGNATURE:
            inside = True
        if inside or line.text.strip() == SIGNATURE_ENDS:
            line.kept = False
        if line.text.strip() == SIGNATURE_ENDS:
            inside = False


def _is_short(below: list[Line], *, strict: bool) -> bool:
    if len(below) > MOST_LINES:
        return False
    if not below:
        return True
    sentences = sum(_is_sentence(line) for line in below)
    return sentences == 0 if strict else sentences <= 2


def _cut_contacts(own: list[Line], names: frozenset[str]) -> None:
    """From the end upwards: paragraphs of short lines, one of them with a telephone or address."""
    block: list[list[Line]] = []
    for paragraph in reversed(list(paragraphs(own))):
        first = _below_sign_off(paragraph)
        rest = paragraph[first:]
        if (
            any(_is_sentence(line) or _AFTERTHOUGHT.match(line.plain) for line in rest)
            or len(rest) > MOST_LINES
        ):
            break
        if len(block) == MOST_PARAGRAPHS:
            break
        if rest:
            block.insert(0, rest)
        if first:
            break
        if _is_list(paragraph):
            block.pop(0)
            break
    _drop_block(own, block, names)


def _drop_block(own: list[Line], block: list[list[Line]], names: frozenset[str]) -> None:
    while block:
        lines = [line for paragraph in block for line in paragraph]
        at = own.index(lines[0])
        above = [line for line in own[:at] if not line.is_blank]
        is_signed = bool(above) and _is_sign_off(above[-1])
        name_stays = 1 if is_signed and not _REACHED_BY.search(lines[0].plain) else 0
        rest = lines[name_stays:]
        is_named = _names(lines, names) if names else is_signed
        if above and rest and is_named and _is_contact(rest, is_signed=is_signed):
            drop(own[own.index(rest[0]) :])
            return
        block.pop(0)  # perhaps the first paragraph is text, and the signature is below it


def _names(lines: list[Line], names: frozenset[str]) -> bool:
    """Whether the first lines name the author: an author also sends the numbers of others."""
    words = {word.lower() for line in lines[:3] for word in _WORD.findall(line.plain)}
    return not words.isdisjoint(names)


def _is_contact(lines: list[Line], *, is_signed: bool) -> bool:
    reached = sum(bool(_REACHED_BY.search(line.plain)) for line in lines)
    return reached > 0 and (len(lines) > 1 or is_signed or lines[0].plain.count("|") > 0)


def _below_sign_off(paragraph: list[Line]) -> int:
    """How many lines from the first go as far as a greeting; 0 when there is none."""
    found = [at for at, line in enumerate(paragraph, 1) if _is_sign_off(line)]
    return found[-1] if found else 0


def _is_sign_off(line: Line) -> bool:
    return bool(_SIGN_OFF.match(line.plain))


def _is_sentence(line: Line) -> bool:
    plain = line.plain
    if len(plain) > LONGEST_LINE and not _REACHED_BY.search(plain):
        return True
    ends_as_one = plain.endswith((".", "?", "!")) and len(plain.split()) > 4
    return (ends_as_one and not _REACHED_BY.search(plain)) or bool(_SENTENCE.search(plain))


def _is_list(paragraph: list[Line]) -> bool:
    return any(re.match(r"^\s*(?:[-*•]|\d+[.)])\s", line.words) for line in paragraph)
