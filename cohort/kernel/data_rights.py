"""What each feature says about the data it holds: the shapes that cohort.data_rights gathers.

A feature that holds something about a person has a `data_rights.py` with three names:

    HELD                                   what it stores, column by column, for docs/data.md
    export(whose) -> list[Section]         everything the person may download
    erase(whose, *, remove_posts) -> Erased    delete it, in the caller's transaction
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StoredData:
    """Data that we store about people. `columns` are those that point to a person, or that hold
    a name or an address: 'reflection.author_id'.

    `download` and `deletion` say how each treats it; `until` says when it is deleted by itself.
    """

    what: str
    columns: tuple[str, ...]
    download: str
    deletion: str
    until: str


@dataclass(frozen=True)
class DataSubject:
    """The person whose data is asked for. Data with no account is found by the address."""

    user_id: int
    email: str


@dataclass(frozen=True)
class ExportItem:
    """One item of a section. `facts` goes into the JSON: text, numbers, moments, days.

    `html` is safe HTML, where the item is writing; `markdown`, as typed, also becomes a file.
    """

    facts: Mapping[str, Any]
    heading: str = ""
    html: str = ""
    markdown: str = ""


@dataclass(frozen=True)
class ExportSection:
    """A part of a download: one page, one JSON file. `items` fetches a few at a time, so that
    ten years of writing are never in memory at once. `files` are {name: store key}."""

    name: str
    title: str
    about: str
    items: Callable[[], Iterable[ExportItem]]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Erased:
    """What an erasure did, as {description: how many}. `files` are keys of the file store; the
    caller deletes them once the transaction is committed."""

    removed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
