"""The kinds of thing that search finds, and who may read which.

A feature's `search.py` names its kinds in `KINDS`; app.py collects them. See
docs/decisions/020-search.md for the few lines a new kind takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app

from cohort.access.actor import Actor


@dataclass(frozen=True)
class IndexEntry:
    """A thing as it goes into the index. `title`, `headings` and `text` are plain text.

    `cohort_id` is set for a thing of one cohort; one without it belongs to the whole programme.
    `owner_id` is set for a thing that is deleted with its person.
    `extra` is stored for `Kind.describe`: slugs, numbers, names, as JSON.
    """

    thing_id: int
    programme_id: int
    title: str
    text: str
    headings: str = ""
    cohort_id: int | None = None
    owner_id: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HitPlace:
    """Where a thing is: its address, and a description ('Module 2: Power'), which may be markup.
    `language` is that of its title and text, "" for the site's own. `title` stands for a thing that
    has none of its own. It is shown with a module's `glyph`, a `face` (the person's id, with the
    address of a `photo` where they have one), or an `icon` of components/icons.html."""

    url: str
    words: str
    glyph: int | None = None
    accent: int | None = None
    language: str = ""
    title: str = ""
    face: int | None = None
    photo: str | None = None
    icon: str = ""


@dataclass(frozen=True)
class Group:
    """What hits of one or several kinds stand under. `who_reads`: who can read these, in words."""

    words: str
    who_reads: str


OTHERS = Group("Found", "")


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    `readable(viewer)` is a condition on SearchEntry and any tables it looks up: it becomes part
    of the one query, so nothing else is counted, ranked or quoted. `describe` needs no query: it
    has `extra`. `everything` yields all things of the kind, to rebuild the index.
    `facts(viewer)` gives the values of the condition's bind parameters. With it, the condition may
    depend on the viewer's role and on nothing else of the viewer, and is built once for a role; a
    name that several kinds use has the same value in each.
    `now(viewer, thing_ids)` gives what `extra` does not keep because it changes for many things at
    once, {thing id: facts}, in one query for all that is shown.
    """

    name: str
    readable: Callable[[Actor], sa.ColumnElement[bool]]
    describe: Callable[[Actor, Mapping[str, Any]], HitPlace]
    everything: Callable[[], Iterable[IndexEntry]]
    facts: Callable[[Actor], Mapping[str, Any]] | None = None
    group: Group = OTHERS
    now: Callable[[Actor, Sequence[int]], Mapping[int, Mapping[str, Any]]] | None = None


def install(app: Flask, features: Sequence[ModuleType]) -> None:
    """Collect the kinds of each feature's `search.py`. Raises ValueError for a repeated name."""
    found: dict[str, Kind] = {}
    for kind in (kind for feature in features for kind in getattr(feature, "KINDS", ())):
        if kind.name in found:
            raise ValueError(f"two kinds are called {kind.name!r}")
        found[kind.name] = kind
    app.extensions["search_kinds"] = found


def known() -> Mapping[str, Kind]:
    """{name: kind} of this application."""
    kinds: Mapping[str, Kind] = current_app.extensions["search_kinds"]
    return kinds
