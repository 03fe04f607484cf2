"""The words to search for: what somebody typed, and the plain words of a text.

No database ever gets what was typed: this module breaks it into letters and digits, and each
database's own query is built from those. So nothing that people type can be a syntax error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

LONGEST_QUERY = 200  # characters; anything typed beyond them is ignored
MOST_CLAUSES = 12
# Each database puts these around a match; nothing in the index has control characters.
BEGIN, END = "\x02", "\x03"
# PostgreSQL drops anything like a tag from a snippet, though this is plain text.
ANGLES = {"<": "\x04", ">": "\x05"}
LONGEST_WORD = 40  # letters
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
_PIECE = re.compile(r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})
_POSSESSIVE = re.compile(r"(?<=\w)'s?\b")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_ACCENTS = re.compile("[\u0300-\u036f]+")
_NO_WORD = re.compile(r"[\W_]+")
_SPELT = re.compile(r"[^\W\d_]{3,40}(?:-[^\W\d_]{2,40}){0,2}")


@dataclass(frozen=True)
class Clause:
    """One search term: a word, or several that follow one another.

    `typed` is how it was written. `also` are other spellings that match as well.
    """

    words: tuple[str, ...]
    typed: str
    is_phrase: bool = False
    is_unwanted: bool = False
    also: tuple[str, ...] = ()

    @property
    def can_be_mistyped(self) -> bool:
        return not (self.is_phrase or self.is_unwanted)


@dataclass(frozen=True)
class Wanted:
    """What somebody searches for. `any_word`: one of the words is enough."""

    clauses: tuple[Clause, ...]
    any_word: bool = False

    @property
    def wished(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.is_unwanted)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.is_unwanted)

    def instead(self, changed: dict[Clause, Clause]) -> Wanted:
        """The same with some clauses changed."""
        return replace(self, clauses=tuple(changed.get(one, one) for one in self.clauses))


def fold(text: str) -> str:
    """Lower case without accents: 'Siân' -> 'sian'."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return _ACCENTS.sub("", apart)


def plain_words(text: str) -> str:
    """The folded words of a text with single spaces between them."""
    return _NO_WORD.sub(" ", fold(text)).strip()


def spelt_words(text: str) -> str:
    """The distinct words of a text, folded, in order, for correcting typing mistakes."""
    words = set(_SPELT.findall(fold(text)))
    return " ".join(sorted(word for word in words - STOP_WORDS if _is_plain(word)))


def _is_plain(word: str) -> bool:
    return len(word) <= LONGEST_WORD and word.replace("-", "").isalpha()


def read(typed: str) -> Wanted:
    """Parse what was typed: plain words, "words in quotes", -without.

    Leaves out stop words (the, of). Never raises.
    """
    text = _POSSESSIVE.sub("", typed[:LONGEST_QUERY].translate(_QUOTES))
    if text.count('"') % 2:
        text = text[::-1].replace('"', " ", 1)[::-1]  # ignore a quote that nothing closes
    clauses = [clause for piece in _PIECE.finditer(text) if (clause := _clause(piece))]
    return Wanted(tuple(list(dict.fromkeys(clauses))[:MOST_CLAUSES]))


def _clause(piece: re.Match[str]) -> Clause | None:
    phrase = piece["phrase"]
    typed = phrase if phrase is not None else piece["word"]
    words = tuple(word[:LONGEST_WORD] for word in plain_words(typed).split()[:MOST_CLAUSES])
    if not words or all(_says_nothing(word) for word in words):
        return None
    shown = " ".join(typed.split()) if phrase is not None else typed.strip("-.,;:!?()[]'")
    return Clause(words, shown, is_phrase=len(words) > 1, is_unwanted=bool(piece["without"]))


def _says_nothing(word: str) -> bool:
    return word in STOP_WORDS or (len(word) == 1 and not word.isdigit())


def storable(text: str) -> str:
    """Text that any database can store, with whole words: no control characters (which mark
    matches in a snippet), soft hyphens, zero-width spaces or ligatures."""
    return _CONTROLS.sub(" ", _WIDTHLESS.sub("", text)).translate(_LIGATURES)


def listed(words: Iterable[str], last_word: str) -> str:
    """'“a”, “b” and “c”'."""
    *first, last = [f"“{word}”" for word in words]
    return f"{', '.join(first)} {last_word} {last}" if first else last
