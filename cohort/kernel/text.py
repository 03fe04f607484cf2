"""Small helpers for names and addresses."""

from __future__ import annotations

import re
import unicodedata

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt (direction marks, zero-width
# letters, Hangul fillers, variation selectors, tags), annotation marks and noncharacters.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(0x10000 * n + 0xFFFE)}{chr(0x10000 * n + 0xFFFF)}" for n in range(1, 17))
    + "]"
)


def slugify(text: str, longest: int = 50) -> str:
    """'Spring cohort, 2027' -> 'spring-cohort-2027'. 'x' when nothing usable is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "x"


# Characters that change the direction of the text around them: they have no place in a title.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# They count as letters or symbols, but nobody sees anything: fillers, the empty Braille cell, the
# mark of an object that was not pasted along, an empty notehead, empty hieroglyphs.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159\U00013441\U00013442")


def one_line(text: str | None) -> str:
    """A title or the like as it is stored: no line ends, control characters or changes of text
    direction, and single spaces. All else stays as written. A form field's filter."""
    spaced = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in text or ""
        if letter not in _TURNS
    )
    return " ".join(spaced.split())


def shows_something(text: str) -> bool:
    """Whether a person would see anything of it. The one rule for names, titles and texts."""
    return any(map(_is_seen, text))


def _is_seen(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category == "Cn":  # this Python may not know it yet: the emoji of the year
        return not INVISIBLE.match(letter)
    return category[0] not in "ZCM" and letter not in _BLANKS


def say_size(size: int) -> str:
    """How large a file of so many bytes is, as people say it: 340 kB, 2.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 9_950_000 else f"{round(size / 1_000_000)} MB"
