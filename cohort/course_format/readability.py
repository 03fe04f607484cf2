"""How hard a text is to read, and how long it takes.

Reading age is the Flesch-Kincaid grade (Kincaid et al. 1975, Derivation of New Readability
Formulas for Navy Enlisted Personnel) plus five: the age at which a child is in that grade.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyphen

WORDS_A_MINUTE = 230
FEWEST_WORDS = 60  # with fewer the formula means nothing
LONG_SENTENCE = 30  # words
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<closing>[\"'”’)\]]*)(?=\s|\Z)")
_NEXT = re.compile(r"\s*[\"'“‘(\[]*(?P<first>\S)")
# No sentence ends after these, whatever follows.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon st sir e.g eg i.e ie cf vs viz approx fig figs no nos vol ch sec "
    "art para pp p ed eds al ca c jan feb mar apr jun jul aug sept sep oct nov dec gen gov "
    "inc dept tel ext est".split()
)
_VOWELS = re.compile(r"[aeiouyáéíóúàèìòùâêîôûäëïöü]+")
# Silent letters, at a word's end and inside it.
_SILENT = re.compile(r"(?:[^laeiouycgsxz]es|[aeiou]les|[^tdeiaou]ed|[^l]e|[aeiou]le)\Z")
_SILENT_INSIDE = re.compile(r"[^aeioul]e(?=ly\Z|ful|less|ness|ment)|some(?=[b-z])|there(?=[a-z])")
# Two vowels side by side that are two sounds, and the exceptions that are one after all.
_TWO = re.compile(
    r"i[ao]|(?<![gq])ua|[^q]ui(?=n[gt])|[dgh]eo|creat|(?:[dr]|\bcr)ea\b|real(?=[iy])|react|iet|oe(?=[mt])"
    r"|eum|(?<![ctsx])ie(?=n[ct])|\bscien|[aeiouy]ing|ism\b"
)
_ONE = re.compile(r"[ctsxg]i[ao]|\bbusi|\bpeopl[ae]\B")
_ENGLISH = pyphen.Pyphen(lang="en_GB")


def words_of(text: str) -> list[str]:
    """The words of a text; an address counts as one."""
    return _WORD.findall(_ADDRESS.sub(" link ", text))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with the position at which it begins."""
    masked = _ADDRESS.sub(lambda found: found[0].replace(".", "_").replace("?", "_"), text)
    start = 0
    for found in _END.finditer(masked):
        if not _ends(masked, found):
            continue
        if masked[start : found.end()].strip():
            yield _begun(text, start, found.end())
        start = found.end()
    if masked[start:].strip():
        yield _begun(text, start, len(text))


def syllables(word: str) -> int:
    """The syllables of a word by its sounds; never fewer than hyphenation finds."""
    return _syllables(word.lower())


def reading_age(texts: Iterable[str]) -> float | None:
    """In years; None for texts too short to tell. Each text is a paragraph or a list item."""
    count_sentences = count_words = count_syllables = 0
    for text in texts:
        for _, sentence in sentences(text):
            found = words_of(sentence)
            count_sentences += bool(found)
            count_words += len(found)
            count_syllables += sum(map(syllables, found))
    if count_words < FEWEST_WORDS or not count_sentences:
        return None
    a_sentence, a_word = count_words / count_sentences, count_syllables / count_words
    return max(5.0, 0.39 * a_sentence + 11.8 * a_word - 15.59 + 5)


def minutes(words: int) -> int:
    """How long these words take to read, in whole minutes; 0 for no words."""
    return max(1, round(words / WORDS_A_MINUTE)) if words > 0 else 0


def _begun(text: str, start: int, end: int) -> tuple[int, str]:
    sentence = text[start:end]
    blank = len(sentence) - len(sentence.lstrip())
    return start + blank, sentence.strip()


def _ends(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence ends at this full stop or mark."""
    following = _NEXT.match(text, found.end())
    if not following:
        return True
    first = following["first"]
    if first.islower():
        return False
    if found["mark"] != ".":
        return True
    before = re.search(r"[^\s(\[\"'“‘]*\Z", text[max(0, found.start() - 30) : found.start()])
    last = before[0] if before else ""
    if last.lower() in _ABBREVIATIONS:
        return False
    is_initial = len(last) == 1 and last.isalpha() and last.isupper() and last != "I"
    return not (is_initial or (last.isdecimal() and len(last) < 3 and _begins(text, found, last)))


def _begins(text: str, found: re.Match[str], last: str) -> bool:
    """Whether a number starts a line: then it counts an item and ends no sentence."""
    return not text[: found.start() - len(last)].rpartition("\n")[2].strip()


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    if "-" in word or "." in word:
        return sum(_syllables(part) for part in re.split(r"[-.]", word) if part)
    letters = re.sub(r"['’].*", "", word)
    if letters.isdecimal():
        return max(1, len(letters))
    groups = len(_VOWELS.findall(letters))
    groups += len(_TWO.findall(letters)) - len(_ONE.findall(letters))
    groups -= len(_SILENT_INSIDE.findall(letters))
    if len(letters) > 2 and _SILENT.search(letters) and not letters.endswith(("ee", "ye", "ue")):
        groups -= 1
    parted = _ENGLISH.inserted(letters).count("-") + 1 if letters.isalpha() else 1
    return max(1, groups, parted)
