"""How a draft's text is stored, compared and summed up. Nothing else reads or writes it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, str]


def _as_it_is(_owner_id: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    return dict(facts)


@dataclass(frozen=True)
class Storage:
    """What a kind's text goes through on its way to the database and back, with its owner's id:
    both take and return a dictionary that JSON can hold."""

    write: Callable[[int, Mapping[str, Any]], dict[str, Any]]
    read: Callable[[int, Mapping[str, Any]], dict[str, Any]]


PLAIN = Storage(_as_it_is, _as_it_is)


def one_line_end(text: str) -> str:
    """Text with \\n for each line end: a browser's form sends \\r\\n, its scripts \\n."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def same_words(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two forms say the same, in each field that both have."""
    return all(_plain(one[name]) == _plain(other[name]) for name in one if name in other)


def _plain(value: Any) -> str:
    return "" if value in (None, 0) else one_line_end(str(value)).strip()


def checksum(facts: Facts) -> str:
    """Length in bytes and CRC-32 (as zlib's) of all fields, by name: "12-89abcdef".

    static/js/draft-checksum.js makes the same of what stands in the boxes. It tells a text from
    another one that was sent before, or that arrived cut short; it is no protection from anybody.
    """
    pairs = "".join(f"{name}\0{one_line_end(facts[name])}\0" for name in sorted(facts))
    sent = pairs.encode()
    return f"{len(sent)}-{zlib.crc32(sent):08x}"


def first_words(facts: Facts) -> str:
    """What a list of drafts shows: the text, or else whatever field has words."""
    texts = [facts.get("body", ""), facts.get("title", ""), *facts.values()]
    return next((text for text in texts if text.strip()), "")
