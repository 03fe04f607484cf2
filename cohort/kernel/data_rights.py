"""What each feature says about the data it holds: the shapes that cohort.data_rights gathers.

A feature that holds something about a person has a `data_rights.py` with three names:

    HELD                                   what it stores, column by column, for docs/data.md
    export(whose) -> list[Section]         everything of theirs, for their download
    erase(whose, *, remove_posts) -> Erased    take it away, in the caller's transaction
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Held:
    """Something that is stored about people. `columns` are the ones that point to a person, or
    that hold a name or an address: 'reflection.author_id'.

    `download` and `deletion` say what becomes of it there; `until` says when it goes by itself.
    """

    what: str
    columns: tuple[str, ...]
    download: str
    deletion: str
    until: str


@dataclass(frozen=True)
class Whose:
    """The person whose data is asked for. Whatever has no account is found by the address."""

    user_id: int
    email: str


@dataclass(frozen=True)
class Item:
    """One thing in a section. `facts` is what the JSON holds: text, numbers, moments, days.

    `html` is safe HTML, for what is writing; `markdown`, as it was typed, becomes a file too.
    """

    facts: Mapping[str, Any]
    heading: str = ""
    html: str = ""
    markdown: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a download: one page, one JSON file. `items` fetches them a few at a time, so
    that ten years of writing never stand in memory at once. `files` are {name: store key}."""

    name: str
    title: str
    about: str
    items: Callable[[], Iterable[Item]]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Erased:
    """What an erasure did, as {words: how many}. `files` are keys of the file store, to be
    deleted once the transaction is committed."""

    removed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
