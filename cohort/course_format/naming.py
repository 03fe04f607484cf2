"""From the names of files and folders to slugs and positions, and back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_SLUG = 80
_OURS = re.compile(r"(\d{1,3})-([a-z0-9][a-z0-9-]*)\Z")
_NUMBERED = re.compile(r"\s*(\d{1,4})(?:[-_.) ]+|(?=[^\W\d_]))(.*)\Z", re.DOTALL)
# Letters that NFKD does not decompose; other scripts without a Latin form give no slug.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name. `number` is None if it has none; `is_ours`: written our way."""

    number: int | None
    slug: str
    is_ours: bool


def slugify(words: str) -> str:
    """Lower-case ASCII letters, digits and hyphens; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_SLUG].strip("-")


def composed(words: str) -> str:
    """Letters and their marks as one sign each (NFC). macOS stores the names of files apart, so
    that é may be two signs in a name and one in the link to it."""
    return words if words.isascii() else unicodedata.normalize("NFC", words)


def read_name(stem: str) -> Name:
    """Read `02-where-power-sits`, `2. Où`, `10_end` or `welcome`, without an extension."""
    if ours := _OURS.match(stem):
        tidy = ours[2].strip("-")[:LONGEST_SLUG]
        return Name(int(ours[1]), tidy, tidy == ours[2])
    if (numbered := _NUMBERED.match(stem)) and len(numbered[1]) < 4:
        number = int(numbered[1])
        return Name(number, slugify(numbered[2]) or f"part-{number}", is_ours=False)
    return Name(None, slugify(stem) or "part", is_ours=False)


def file_name(position: int, slug: str) -> str:
    """A name in our format: `02-where-power-sits`."""
    return f"{position:02d}-{slug}"


def natural(words: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which 2 comes before 10, and case does not matter."""
    pieces = re.split(r"(\d{1,18})", words.casefold())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in pieces if p)


def as_title(words: str) -> str:
    """`where-power_sits` as a title."""
    plain = " ".join(re.sub(r"[-_]+", " ", words).split())
    return plain[:1].upper() + plain[1:]


def without_clash(slug: str, taken: set[str]) -> str:
    """This slug, or with the first free number after it."""
    found, number = slug, 2
    while found in taken:
        found, number = f"{slug[: LONGEST_SLUG - 5]}-{number}", number + 1
    return found
