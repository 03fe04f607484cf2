"""The words to search for: what somebody typed, and the plain words of a text.

No database ever gets what was typed: cohort/search/words.py takes it apart into letters, marks
and digits, as it does with the texts, and each database's own query is built from those. So
nothing that people type can be a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from cohort.search.folding import fold
from cohort.search.words import (
    CAPITALS,
    LONGEST_WORD,
    STOP_WORDS,
    Term,
    index_words,
    is_of_run,
    stem,
    terms_of,
)

__all__ = ["LONGEST_WORD", "Clause", "Form", "Wanted", "fold", "listed", "read", "storable"]

LONGEST_QUERY = 200  # characters; anything typed beyond them is ignored
MOST_CLAUSES = 12
SHOUTED = 5  # letters; with a word of so many in capitals, capitals tell nothing
OPERATORS = ("and", "or", "not")  # some type them in capitals between words; they mean nothing
# A minus before a number belongs to it, and two of them to a command's option.
_PIECE = re.compile(r'(?P<without>(?<!\S)-(?![-\d]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_APART = re.compile(r"\b(\w)\s+&\s+(\w)\b")  # Q & A
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")
# Not the joiners U+200C and U+200D: they shape the letters beside them.
_WIDTHLESS = re.compile("[\u00ad\u200b\u2060\ufeff]+")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})


@dataclass(frozen=True)
class Form:
    """Stems that follow one another in a text. `begins`: the last may be a word's beginning."""

    stems: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Clause:
    """One search term: a word, or several that follow one another.

    `words` are folded. `typed` is how they were written. `also` are other forms that match as
    well, `spellings` what was meant instead. `is_quoted`: it stood in quotes. `capitals`: it is
    a stop word, but was written in capitals, so an abbreviation is meant.
    """

    words: tuple[str, ...]
    typed: str
    is_phrase: bool = False
    is_unwanted: bool = False
    also: tuple[tuple[str, ...], ...] = ()
    spellings: tuple[tuple[str, ...], ...] = ()
    is_quoted: bool = False
    capitals: str = ""

    @property
    def can_be_mistyped(self) -> bool:
        return not (self.is_phrase or self.is_unwanted)

    @property
    def is_accented(self) -> bool:
        """Whether a word of Latin letters was typed with accents, so by somebody who knows it."""
        return not self.typed.isascii() and self.words[0].isascii()

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """What any of is enough, its own words first."""
        found = [_form(words, exact=self._is_exact(words)) for words in (self.words, *self.also)]
        if self.capitals:
            capitals = Form((CAPITALS + self.capitals,))
            found = [capitals, *found[1:]] if len(self.words) == 1 else [*found, capitals]
        found += [_form(words, exact=True) for words in self.spellings]
        return tuple(dict.fromkeys(found))

    def _is_exact(self, words: tuple[str, ...]) -> bool:
        return self.is_quoted or self.is_unwanted or words[-1] in STOP_WORDS

    def spelt(self, words: Iterable[str]) -> Clause:
        """The clause with these spellings beside its own; they are from the texts."""
        read = (tuple(w for term in terms_of(word) for w in term.words) for word in words)
        return replace(self, spellings=tuple(filter(None, read)))

    def in_small_letters(self) -> Clause:
        """The clause without minding that it was written in capitals."""
        return replace(self, capitals="")


def _form(words: tuple[str, ...], *, exact: bool) -> Form:
    stems = tuple(stem(word) for word in words)
    return Form(stems, not exact and len(words[-1]) > 1 and not is_of_run(words[-1]))


@dataclass(frozen=True)
class Wanted:
    """What somebody searches for. `any_word`: one of the words is enough.

    `common` are the stop words (the, of), which are looked for where nothing else was typed.
    """

    clauses: tuple[Clause, ...]
    any_word: bool = False
    common: tuple[Clause, ...] = ()

    @property
    def wished(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.is_unwanted)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.is_unwanted)

    def instead(self, changed: dict[Clause, Clause]) -> Wanted:
        """The same with some clauses changed."""
        return replace(self, clauses=tuple(changed.get(one, one) for one in self.clauses))


def spelt_words(text: str) -> str:
    """The distinct words of a text, folded, in order, for correcting typing mistakes."""
    return " ".join(sorted(index_words(text).spelt))


def read(typed: str) -> Wanted:
    """Parse what was typed: plain words, "words in quotes", -without (not -5, nor --option).

    Keeps stop words (the, of) apart. Never raises.
    """
    text = _cut(typed).translate(_QUOTES)
    if text.count('"') % 2:
        text = text[::-1].replace('"', " ", 1)[::-1]  # ignore a quote that nothing closes
    text = _APART.sub(r"\1&\2", text)
    small = text.lower() if _is_shouted(text) else text
    clauses = list(dict.fromkeys(found for one in _PIECE.finditer(small) for found in _clause(one)))
    said = [clause for clause in clauses if not _is_common(clause)][:MOST_CLAUSES]
    common = [one for one in clauses if _is_common(one) and not one.is_unwanted][:MOST_CLAUSES]
    return Wanted(tuple(_joined(said)), common=tuple(common))


def _cut(typed: str) -> str:
    """What is read of it: no half word at the end, and the quotes closed."""
    if len(typed) <= LONGEST_QUERY:
        return typed
    kept = typed[:LONGEST_QUERY]
    if not typed[LONGEST_QUERY].isspace() and len(whole := kept.rsplit(maxsplit=1)) > 1:
        kept = whole[0]
    return kept + '"' if kept.translate(_QUOTES).count('"') % 2 else kept


def _is_shouted(text: str) -> bool:
    """Whether all is in capitals, so that they do not tell an abbreviation from a word."""
    return text.isupper() and any(len(word) >= SHOUTED for word in re.findall(r"\w+", text))


def _clause(piece: re.Match[str]) -> Iterator[Clause]:
    phrase = piece["phrase"]
    typed = phrase if phrase is not None else piece["word"]
    terms = [term for chunk in typed.split() for term in terms_of(chunk)]
    words = tuple(word for term in terms for word in term.words)[:MOST_CLAUSES]
    if not words:
        return
    alone = terms[0] if len(terms) == 1 else Term((), ())
    if alone.sign and len(words) == 1:
        words = (alone.sign,)
    shown = " ".join(typed.split()) if phrase is not None else typed.strip("-.,;:!?()[]'")
    yield Clause(
        words,
        shown or typed,
        is_phrase=len(words) > 1,
        is_unwanted=bool(piece["without"]),
        also=_others(terms),
        is_quoted=phrase is not None,
        capitals="" if alone.capitals in OPERATORS else alone.capitals,
    )


def _others(terms: list[Term]) -> tuple[tuple[str, ...], ...]:
    """The words with every term in its other form."""
    if not any(term.other for term in terms):
        return ()
    return (tuple(word for term in terms for word in term.other or term.words)[:MOST_CLAUSES],)


def _is_common(clause: Clause) -> bool:
    return len(clause.words) == 1 and clause.words[0] in STOP_WORDS and not clause.capitals


def _joined(clauses: list[Clause]) -> list[Clause]:
    """Two words that follow one another match as one word too: co production, coproduction."""
    whole: dict[int, tuple[tuple[str, ...], ...]] = {}
    for (place, one), (_, other) in pairwise(enumerate(clauses)):
        if one.can_be_mistyped and other.can_be_mistyped:
            word = one.words[0] + other.words[0]
            if len(word) <= LONGEST_WORD and word.isalpha() and not _has_run(one, other):
                whole[place] = (*whole.get(place, ()), (word,))
                whole[place + 1] = ((word,),)
    return [replace(c, also=(*c.also, *whole.get(n, ()))) for n, c in enumerate(clauses)]


def _has_run(*clauses: Clause) -> bool:
    return any(is_of_run(clause.words[0]) for clause in clauses)


def storable(text: str) -> str:
    """Text that any database can store, with whole words: no control characters, soft hyphens,
    zero-width spaces or ligatures."""
    return _CONTROLS.sub(" ", _WIDTHLESS.sub("", text)).translate(_LIGATURES)


def listed(words: Iterable[str], last_word: str) -> str:
    """'“a”, “b” and “c”'."""
    *first, last = [f"“{word}”" for word in words]
    return f"{', '.join(first)} {last_word} {last}" if first else last
