"""How a setting is described. A feature's `settings.py` defines its settings and lists them:

    INVITATION_DAYS = number("invitation_days", "An invitation lasts", PERIODS, …)
    SETTINGS = (INVITATION_DAYS,)

Its value now is `current(INVITATION_DAYS)` (see cohort.settings.current).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

SHORT_TEXT, LONG_TEXT, LONGEST_ADDRESS = 200, 5_000, 320  # characters


class Group(StrEnum):
    """A page of settings."""

    NAMES = "names"
    ADDRESSES = "addresses"
    WORDING = "wording"
    PERIODS = "retention"

    @property
    def heading(self) -> str:
        """As people read it."""
        return {
            Group.NAMES: "Names",
            Group.ADDRESSES: "Addresses",
            Group.WORDING: "Wording",
            Group.PERIODS: "How long things last and are kept",
        }[self]

    @property
    def lede(self) -> str:
        """What the page is about, in one sentence."""
        return {
            Group.NAMES: "What this site and the organisation behind it are called.",
            Group.ADDRESSES: "Where people write to, and where mail comes from.",
            Group.WORDING: "Words that stand on pages and in mail.",
            Group.PERIODS: "When invitations run out, and when what is not needed is removed.",
        }[self]


class Kind(StrEnum):
    """What kind of form field a setting has."""

    SHORT = "short"
    LONG = "long"
    MARKDOWN = "markdown"
    ADDRESS = "address"
    NUMBER = "number"
    NOTE = "note"  # no form has it


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Definition(Generic[T]):
    """A setting's definition. `name` is its key in the table, for ever. `least` and `most` are
    the bounds of a number in its `unit`; for text `most` is the greatest number of characters.

    A setting without a group is on no page: the site notes it for itself, and `read` turns the
    stored JSON into a value or raises ValueError.
    """

    name: str
    label: str
    group: Group | None
    kind: Kind
    default: T
    hint: str = ""
    least: int = 0
    most: int = SHORT_TEXT
    unit: str = ""
    is_required: bool = False
    read: Callable[[Any], T] | None = None

    def allows(self, value: Any) -> bool:
        """Whether a stored value is valid; another release may have had other bounds."""
        if self.kind is Kind.NUMBER:
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return is_number and self.least <= value <= self.most
        return (
            isinstance(value, str)
            and len(value) <= self.most
            and bool(value or not self.is_required)
        )

    def load(self, stored: Any) -> T:
        """The stored value. Raises ValueError for one that is not valid."""
        if self.read is not None:
            return self.read(stored)
        if not self.allows(stored):
            raise ValueError(f"{self.name} cannot be {stored!r}")
        value: T = stored
        return value


def short(
    name: str,
    label: str,
    group: Group,
    hint: str = "",
    *,
    default: str = "",
    required: bool = False,
) -> Definition[str]:
    """One line of text."""
    return Definition(name, label, group, Kind.SHORT, default, hint, is_required=required)


def long(name: str, label: str, group: Group, hint: str = "") -> Definition[str]:
    """Several lines of plain text."""
    return Definition(name, label, group, Kind.LONG, "", hint, most=LONG_TEXT)


def markdown(name: str, label: str, group: Group, hint: str = "") -> Definition[str]:
    """Several lines of Markdown; templates show it with the filter `markdown`."""
    return Definition(name, label, group, Kind.MARKDOWN, "", hint, most=LONG_TEXT)


def address(name: str, label: str, group: Group, hint: str = "") -> Definition[str]:
    """An email address, or nothing."""
    return Definition(name, label, group, Kind.ADDRESS, "", hint, most=LONGEST_ADDRESS)


def number(
    name: str,
    label: str,
    group: Group,
    hint: str = "",
    *,
    default: int,
    unit: str,
    least: int = 1,
    most: int,
) -> Definition[int]:
    """A whole number of `unit`, from `least` to `most`."""
    kind = Kind.NUMBER
    return Definition(name, label, group, kind, default, hint, least, most, unit, is_required=True)


def noted(name: str, *, default: T, read: Callable[[Any], T]) -> Definition[T]:
    """Something that the site notes for itself. Every page needs it, so it is stored here, where
    reading it costs no further query. `read` raises ValueError for what it cannot use."""
    return Definition(name, name, None, Kind.NOTE, default, read=read)
