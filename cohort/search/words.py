"""Taking text apart into words: the one rule, for the index and for what is typed.

A text is cut at white space into chunks, and each chunk into terms. A term is a word, or several
that signs hold together (co-production, A&E, O’Brien); it is known by its words in their order
and, as people write such terms both ways, by its other form (coproduction, AE). Where a script
puts no space between words, each letter is a word by itself, so that any run of them is found.

Letters are compared folded (cohort/search/folding.py), English words by their stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from threading import local
from typing import NamedTuple

from cohort.search.folding import SIGNS, class_of, folded

# To be raised with every change of what this module makes of a text: an index that an older
# version made is then built anew when a server starts.
RULE = 2
LONGEST_WORD = 40  # letters
MOST_PARTS = 6  # of a term that is also written as one word
# Before a stop word that was written in capitals (IT, WHO). Folding never leaves this letter.
CAPITALS = "ᴬ"
# Stop words, from PostgreSQL's own English list.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about above after again against all am an and any are as at be because been
    before being below between both but by can did do does doing don down
    during each few for from further had has have having he her here hers
    herself him himself his how i if in into is it its itself just me more
    most my myself no nor not now of off on once only or other our ours
    ourselves out over own s same she should so some such t than that the
    their theirs them themselves then there these they this those through to
    too under until up very was we were what when where which while who whom
    why will with you your yours yourself yourselves""",
    )
)
_ASCII = {
    code: "d" if chr(code).isdigit() else "w" if chr(code).isalpha() else SIGNS.get(chr(code), " ")
    for code in range(128)
}
_TERM = re.compile(r"um*|[wd][wdm]*(?:['&.,-][wd][wdm]*)*(?:(?:#|\+\+?)(?![wd+#]))?")
_PART = re.compile(r"[wdm]+")
_VOWELS = frozenset("aeiouyh")  # what an elided l’, d’ or dell’ stands before, h among them
_NAMED_SIGNS = {"#": "sharp", "+": "plus", "++": "plusplus"}
_stemmers = local()


class Term(NamedTuple):
    """A word, or several held together by signs.

    `words` are folded and not stemmed, `spans` their places in the chunk. `other` is the term's
    other form: one word instead of several, or several instead of one; empty where there is none.
    `sign`: a letter with the sign that makes it a name (C#: csharp). `is_run`: a letter of a
    script without spaces. `capitals`: the stop word that it is when read as a small word, but
    that it is not, as it was written in capitals (IT, W.H.O.).
    """

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    other: tuple[str, ...] = ()
    sign: str = ""
    is_run: bool = False
    capitals: str = ""

    @property
    def also(self) -> Iterator[str]:
        """The words the term is found by beside its own, stemmed."""
        if self.sign:
            yield stem(self.sign)
        if self.capitals:
            yield CAPITALS + self.capitals
        for word in self.other:
            if len(self.other) == 1 or len(word) > 1:
                yield stem(word)


@dataclass
class Indexed:
    """A text as the index has it.

    `stems`: a piece for each chunk, with single spaces between them: the chunk's stems with `-`
    between them, or `-` alone. `also`: what its terms are found by beside. `spelt`: its words as
    they are spelt, for correcting typing mistakes.
    """

    stems: str = ""
    also: set[str] = field(default_factory=set)
    spelt: set[str] = field(default_factory=set)


def index_words(text: str) -> Indexed:
    """Take a text apart for the index."""
    found = Indexed()
    pieces = []
    for chunk in text.split():
        piece, also, spelt = _indexed(chunk)
        pieces.append(piece)
        found.also.update(also)
        found.spelt.update(spelt)
    found.stems = " ".join(pieces)
    return found


@lru_cache(maxsize=2048)
def _indexed(chunk: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    terms = terms_of(chunk)
    piece = "-".join(stem(word) for term in terms for word in term.words)
    also = tuple(word for term in terms for word in term.also)
    return piece or "-", also, tuple(word for term in terms for word in _spelt(term))


def _spelt(term: Term) -> Iterator[str]:
    if not term.is_run:
        for word in term.words:
            if len(word) >= 3 and word.isalpha() and word not in STOP_WORDS:
                yield word
        compound = "-".join(term.words)
        if term.other and "-" in compound and compound.replace("-", "").isalpha():
            yield compound


def terms_of(chunk: str) -> tuple[Term, ...]:
    """The terms of a chunk, which has no white space in it."""
    return _of_word(chunk) if len(chunk) <= LONGEST_WORD else _of_chunk(chunk)


def _of_chunk(chunk: str) -> tuple[Term, ...]:
    if chunk.isascii():
        lower = chunk.lower()
        if lower.isalpha():
            return (_finished([(lower, 0, len(chunk))], (), "", chunk),)
        shape = chunk.translate(_ASCII)
        places = [(n, n + 1) for n in range(len(chunk))]
    else:
        lower, shape, places = folded(chunk)
    return tuple(
        _of_run(lower, found, places)
        if found[0][0] == "u"
        else _of_parts(lower, shape, found, places, chunk)
        for found in _TERM.finditer(shape)
    )


# The same words come again and again, in titles and in the pieces of text that hits show.
_of_word = lru_cache(maxsize=4096)(_of_chunk)


def _of_run(folded: str, found: re.Match[str], places: list[tuple[int, int]]) -> Term:
    span = places[found.start()][0], places[found.end() - 1][1]
    return Term((folded[found.start() : found.end()],), (span,), is_run=True)


def _of_parts(
    folded: str, shape: str, found: re.Match[str], places: list[tuple[int, int]], chunk: str
) -> Term:
    parts: list[_Part] = []
    signs, end = [], found.start()
    for part in _PART.finditer(shape, found.start(), found.end()):
        if parts:
            signs.append(shape[end])
        end = part.end()
        span = places[part.start()][0], places[end - 1][1]
        parts.append((folded[part.start() : end], *span))
    named = _NAMED_SIGNS.get(shape[end : found.end()], "")
    return _finished(parts, tuple(signs), named, chunk)


_Part = tuple[str, int, int]


def _finished(parts: list[_Part], signs: tuple[str, ...], named: str, chunk: str) -> Term:
    if signs and signs[-1] == "'" and parts[-1][0] == "s":  # the people’s
        parts, signs = parts[:-1], signs[:-1]
    written = chunk[parts[0][1] : parts[-1][2]]
    kept, between = [parts[0]], []
    for sign, part in zip(signs, parts[1:], strict=True):
        if sign == "'" and not _is_elided(kept[-1][0], part[0]):
            before, start, _ = kept.pop()
            kept.append((before + part[0], start, part[2]))
        else:
            kept.append(part)
            between.append(sign)
    words = tuple(word[:LONGEST_WORD] for word, _, _ in kept)
    other = _other(parts, [part[0] for part in kept], between)
    whole = other[0] if len(other) == 1 else words[0] if len(words) == 1 else ""
    is_stop_word = whole in STOP_WORDS
    return Term(
        words,
        tuple((start, end) for _, start, end in kept),
        other=() if is_stop_word else other,
        sign=words[-1] + named if named and len(words[-1]) == 1 else "",
        capitals=whole if is_stop_word and len(whole) > 1 and written.isupper() else "",
    )


def _is_elided(before: str, after: str) -> bool:
    """Whether two words meet at an apostrophe (l’été), and not the parts of one (don’t)."""
    return after[0] in _VOWELS or before[-1].isdigit() or after[0].isdigit()


def _other(parts: list[_Part], words: list[str], signs: list[str]) -> tuple[str, ...]:
    if len(words) == 1:
        return tuple(part[0] for part in parts) if len(parts) > 1 else ()
    whole = "".join(words)
    is_number = whole.isdigit()
    if len(words) > MOST_PARTS or len(whole) > LONGEST_WORD:
        return ()
    if set(signs) == {"."}:
        fits = not is_number and all(len(word) < 3 for word in words)  # N.H.S., Ph.D.
    elif set(signs) == {","}:
        groups = len(words[0]) < 4 and all(len(word) == 3 for word in words[1:])
        fits = is_number and groups  # 180,000
    else:
        fits = not is_number and set(signs) <= set("-&'")
    return (whole,) if fits else ()


def is_of_run(stemmed: str) -> bool:
    """Whether a word is a letter of a script without spaces."""
    return not stemmed.isascii() and class_of(stemmed[0]) == "u"


def stem(word: str) -> str:
    """The stem of an English word, by Snowball's rules; any other word as it is."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    try:
        stemmer = _stemmers.english
    except AttributeError:
        # Here, so that only what searches has it; one a thread, as the library asks.
        from Stemmer import Stemmer

        stemmer = _stemmers.english = Stemmer("english")
    stemmed: str = stemmer.stemWord(word)
    return stemmed


@lru_cache(maxsize=1)
def stop_stems() -> frozenset[str]:
    """The stems of the stop words."""
    return frozenset(map(stem, STOP_WORDS))
