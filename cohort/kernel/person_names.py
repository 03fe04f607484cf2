"""What a person's name may be: the one rule for every way in.

Names are cleaned, not judged: every visible character stays as the person wrote it.
"""

from __future__ import annotations

import re
import unicodedata

from cohort.kernel.errors import DomainError
from cohort.kernel.text import INVISIBLE, one_line, shows_something

LONGEST_NAME = 200  # characters
# Anything longer is not a name and is left uncleaned: the time that composing takes grows with
# the square of the number of marks.
LONGEST_TYPED = 2000
NOTHING_TO_SEE = "Enter a name that people can see"
TOO_LONG = "Name must be {:,} characters or fewer"

_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]+")  # they look like spaces
_JOINERS = "\u200c\u200d"
_MONGOLIAN = re.compile("[\u180b-\u180f]")  # they shape the letters beside them
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VIRAMA = 9  # its canonical combining class
_SYMBOLS = ("So", "Sk")


class BadName(DomainError):
    """A name in which nobody would see anything, or one that is too long."""


def read_name(text: str, longest: int = LONGEST_NAME) -> str:
    """The name as it is stored. Raises BadName, with a sentence for the person."""
    name = clean_name(text)
    if not shows_something(name):
        raise BadName(f"{NOTHING_TO_SEE}.")
    if len(name) > longest:
        raise BadName(f"{TOO_LONG.format(longest)}.")
    return name


def clean_name(text: str) -> str:
    """On one line, composed (NFC), with single spaces and without invisible characters, but for
    joiners and selectors where they change what people see: in Indic and Arabic scripts, after
    ideographs, in emoji."""
    if len(text) > LONGEST_TYPED:
        return text
    name = _without_invisible(one_line(_BLANK.sub(" ", text)))
    if name == _without_invisible(name):
        return name
    # Composing has put marks in another order, so that a joiner stands where it does nothing.
    return _without_invisible(INVISIBLE.sub("", name))


def _without_invisible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    for place, letter in enumerate(composed):
        if INVISIBLE.match(letter):
            after = composed[place + 1 : place + 2]
            if not _is_needed(letter, "".join(kept[-8:]), after):
                continue
        kept.append(letter)
    # Removing characters brings others together: they may compose now, and spaces may double.
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _is_needed(letter: str, before: str, after: str) -> bool:
    if before[-1:] in ("", " "):
        return False
    if letter in _JOINERS:
        return _joins(letter, before, after)
    if _MONGOLIAN.match(letter):
        return "\u1820" <= before[-1] <= "\u18aa"
    if _SELECTOR.match(letter):
        category = unicodedata.category(before[-1])
        return category == "Lo" or category[0] in "SN"
    return False


def _joins(joiner: str, before: str, after: str) -> bool:
    if _VIRAMA in (unicodedata.combining(before[-1]), _class_of(after)):
        return True  # Indic: RFC 5892, appendix A
    letters = [one for one in before if not unicodedata.combining(one)]
    if letters and after and unicodedata.bidirectional(letters[-1]) == "AL":
        return unicodedata.bidirectional(after) == "AL"  # Arabic and its kin: Persian, Urdu …
    symbols = [one for one in before if not _SELECTOR.match(one)]
    return (
        joiner == "\u200d"
        and bool(symbols and after)
        and unicodedata.category(symbols[-1]) in _SYMBOLS
        and unicodedata.category(after) in _SYMBOLS
    )


def _class_of(letter: str) -> int:
    return unicodedata.combining(letter) if letter else 0
