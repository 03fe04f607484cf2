"""Letters folded, so that those that people take for the same compare as the same.

Compatibility-composed (NFKC, UAX #15), case-folded, without accents and strokes, without the points
of Semitic scripts and without signs that nobody sees.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

MOST_MARKS = 16  # on one letter; the time for composing grows with the square of their number
# Scripts without spaces between words, by the first word of their letters' Unicode names:
# the ideographic ones and those of the class SA of UAX #14.
_RUNS = (
    *("CJK ", "IDEOGRAPHIC ", "HIRAGANA ", "KATAKANA", "BOPOMOFO ", "YI ", "NUSHU ", "TANGUT "),
    *("THAI ", "LAO ", "KHMER ", "MYANMAR ", "TAI ", "NEW TAI ", "AHOM "),
)
_FIRST_OF_RUNS = "\u0e00"
SIGNS = {sign: sign for sign in "'&.,-#+"}
SIGNS |= dict.fromkeys("’‘‛ʼʻʹ′`´", "'") | {"‐": "-", "֊": "-"}
_KANA_VOICING = "\uff9e\uff9f"  # letters by category that compose with the one before them
_TATWEEL = "\u0640"


def folded(chunk: str) -> tuple[str, str, list[tuple[int, int]]]:
    """The chunk folded; the class of each of its letters; where each stood before."""
    letters, shape, places = [], [], []
    start = 0
    while start < len(chunk):
        end = start + 1
        while end < len(chunk) and _continues(chunk[end]):
            end += 1
        for letter in _fold_letter(chunk[start : min(end, start + 4 * MOST_MARKS)]):
            letters.append(letter)
            shape.append(class_of(letter))
            places.append((start, end))
        start = end
    return "".join(letters), "".join(shape), places


def fold(text: str) -> str:
    """A text folded: 'Siân' -> 'sian', 'Straße' -> 'strasse', 'ＣＯ₂' -> 'co2'."""
    return text.lower() if text.isascii() else folded(text)[0]


def _continues(letter: str) -> bool:
    """Whether a letter belongs to the one before it: a mark, an invisible sign, a later part of a
    Hangul syllable."""
    if letter < "\u00ad":
        return False
    return (
        unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
        or letter in _KANA_VOICING
        or "\u1160" <= letter <= "\u11ff"
        or "\ud7b0" <= letter <= "\ud7ff"
    )


@lru_cache(maxsize=1024)
def _fold_letter(cluster: str) -> str:
    """A letter with its marks, folded. Marks beyond MOST_MARKS are ignored."""
    if cluster in SIGNS:
        return SIGNS[cluster]
    seen = [one for one in cluster if not _is_unseen(one)][: 1 + MOST_MARKS]
    before, after = "", "".join(seen)
    while before != after:
        before = after
        cased = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", after).casefold())
        apart = unicodedata.normalize("NFKD", cased)
        plain = "".join(_without_stroke(one) for one in apart if not _is_accent(one))
        after = unicodedata.normalize("NFKC", plain)
    return after


def _without_stroke(letter: str) -> str:
    """A Latin letter without a stroke, hook or the like, which Unicode does not decompose: people
    type Lodz for Łódź and Isik for Işık. By its name: LATIN SMALL LETTER L WITH STROKE."""
    name = "" if letter.isascii() else unicodedata.name(letter, "")
    if not name.startswith("LATIN SMALL LETTER "):
        return letter
    try:
        return unicodedata.lookup(name.partition(" WITH ")[0].replace(" DOTLESS ", " "))
    except KeyError:
        return letter


def _is_unseen(letter: str) -> bool:
    return (
        unicodedata.category(letter) == "Cf"
        or letter in (_TATWEEL, "™", "℠")
        or "\ufe00" <= letter <= "\ufe0f"
        or "\U000e0100" <= letter <= "\U000e01ef"
    )


def _is_accent(letter: str) -> bool:
    """An accent, or a point of Hebrew, Arabic or Syriac, by its canonical combining class. Those
    of other scripts (vowel signs, viramas, nuktas, the voicing of kana) make another letter."""
    kind = unicodedata.combining(letter)
    return kind >= 200 or 10 <= kind <= 36


def class_of(letter: str) -> str:
    """The class of a folded letter: a word's letter `w`, a digit `d`, a mark `m`, a letter of a
    script without spaces `u`; a sign that holds words together is its own, any other a space."""
    category = unicodedata.category(letter)[0]
    if category == "M":
        return "m"
    if category not in "LN":
        return SIGNS.get(letter, " ")
    if letter >= _FIRST_OF_RUNS and unicodedata.name(letter, "").startswith(_RUNS):
        return "u"
    return "d" if category == "N" else "w"
