"""The headings of a list copied from a sheet: which column holds the name, which the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_HEADINGS = {
    "address": re.compile(r"e-?mails?( ?address(es)?)?|mail|address|e-post|ebost"),
    "first": re.compile(r"(first|fore|given|christian) ?-?names?|first"),
    "last": re.compile(r"(last|sur|family|second) ?-?names?|last"),
    "name": re.compile(
        r"(full |display |your |participant'?s? )?names?|person|participant|who|enw"
    ),
    "organisation": re.compile(
        r"organi[sz]ations?|org|employer|company|council|team|place of work|works? (at|for)"
    ),
}


class Row(NamedTuple):
    """What a row says of a person; empty where it says nothing."""

    name: str
    address: str
    organisation: str


@dataclass(frozen=True)
class Columns:
    """Where things stand in each row, and what parts them."""

    separator: str
    places: dict[str, int]

    def read(self, line: str) -> Row:
        """The row's values."""
        fields = [" ".join(part.split()).strip("\"' ") for part in line.split(self.separator)]

        def value(what: str) -> str:
            place = self.places.get(what)
            return fields[place] if place is not None and place < len(fields) else ""

        whole = value("name") or " ".join(filter(None, (value("first"), value("last"))))
        return Row(whole, value("address"), value("organisation"))


def columns_of(line: str) -> Columns | None:
    """The columns that a row of headings names; None for a row that is no such thing."""
    if "@" in line:
        return None
    for separator in ("\t", ";", ","):
        headings = [field.strip("\"' ").lower() for field in line.split(separator)]
        places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            for what, words in _HEADINGS.items():
                if what not in places and words.fullmatch(heading):
                    places[what] = place
                    break
        if "address" in places and places.keys() & {"name", "first", "last"}:
            return Columns(separator, places)
    return None
