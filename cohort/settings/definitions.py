"""How a setting is described: one line of cohort.settings.facts.Facts each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

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
        """What is on the page, in one sentence."""
        return {
            Group.NAMES: "What this site and the organisation behind it are called.",
            Group.ADDRESSES: "Where people write to, and where mail comes from.",
            Group.WORDING: "Words that stand on pages and in mail.",
            Group.PERIODS: "When invitations run out, and when what is not needed is removed.",
        }[self]


class Kind(StrEnum):
    """How a setting is asked for."""

    SHORT = "short"
    LONG = "long"
    MARKDOWN = "markdown"
    ADDRESS = "address"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a setting is. `least` and `most` are bounds of a number in its `unit`; for text
    `most` is the greatest number of characters."""

    label: str
    group: Group
    kind: Kind
    hint: str = ""
    least: int = 0
    most: int = SHORT_TEXT
    unit: str = ""
    is_required: bool = False

    def allows(self, value: Any) -> bool:
        """Whether a stored value can be used; another release may have had other bounds."""
        if self.kind is Kind.NUMBER:
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return is_number and self.least <= value <= self.most
        return (
            isinstance(value, str)
            and len(value) <= self.most
            and bool(value or not self.is_required)
        )


def short(
    label: str, group: Group, hint: str = "", *, default: str = "", required: bool = False
) -> Any:
    """One line of text."""
    return _setting(default, Definition(label, group, Kind.SHORT, hint, is_required=required))


def long(label: str, group: Group, hint: str = "", *, default: str = "") -> Any:
    """Several lines of plain text."""
    return _setting(default, Definition(label, group, Kind.LONG, hint, most=LONG_TEXT))


def markdown(label: str, group: Group, hint: str = "", *, default: str = "") -> Any:
    """Several lines, shown as Markdown; templates draw it with the filter `markdown`."""
    return _setting(default, Definition(label, group, Kind.MARKDOWN, hint, most=LONG_TEXT))


def address(label: str, group: Group, hint: str = "", *, default: str = "") -> Any:
    """An email address, or nothing."""
    return _setting(default, Definition(label, group, Kind.ADDRESS, hint, most=LONGEST_ADDRESS))


def number(
    label: str, group: Group, hint: str = "", *, default: int, unit: str, least: int = 1, most: int
) -> Any:
    """A whole number of `unit`, from `least` to `most`."""
    wanted = Definition(label, group, Kind.NUMBER, hint, least, most, unit, is_required=True)
    return _setting(default, wanted)


def _setting(default: Any, definition: Definition) -> Any:
    return field(default=default, metadata={"setting": definition})
