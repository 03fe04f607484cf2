"""Small helpers for names and addresses."""

from __future__ import annotations

import re
import unicodedata


def slugify(text: str, longest: int = 50) -> str:
    """'Spring cohort, 2027' -> 'spring-cohort-2027'. 'x' when nothing usable is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "x"


# Characters that change the direction of the text around them: they have no place in a title.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# They count as letters or symbols, but nobody sees anything.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


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
    """Whether a person would see anything of it."""
    return any(
        unicodedata.category(letter)[0] not in "ZCM" and letter not in _BLANKS for letter in text
    )


def say_size(size: int) -> str:
    """How large a file of so many bytes is, as people say it: 340 kB, 2.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 9_950_000 else f"{round(size / 1_000_000)} MB"
