"""The kinds of text that somebody may keep a draft of.

A feature's `drafts.py` names its kinds in `KINDS`. See
docs/decisions/037-drafts.md for the few lines a new kind takes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cohort import features
from cohort.access.actor import Actor
from cohort.drafts.facts import PLAIN, Storage
from cohort.kernel import ids
from cohort.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Place:
    """What a draft is written to, after the viewer's right to write there was checked.

    `about` stands in lists of drafts: the title of a thread. `saved` is what is saved there
    already, by the names of the form's fields: that needs no draft.
    """

    about: str = ""
    saved: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of text. `fields` are the fields of its form that a draft holds.

    `find(viewer, target)` checks that the viewer may keep a draft of `target`, and raises NotFound
    or NotAllowed. `words(about)` says what was begun: "a reply in “Welcome”". `url` is where one
    goes on, made without a query. `answer` adds to what an autosave is answered, as JSON.
    `storage` says how the text is stored.
    """

    name: str
    fields: Sequence[str]
    find: Callable[[Actor, str], Place]
    words: Callable[[str], str]
    url: Callable[[Actor, str], str]
    answer: Callable[[Actor, str], Mapping[str, Any]] | None = None
    storage: Storage = PLAIN


@functools.cache
def known() -> Mapping[str, Kind]:
    """{name: kind} of all features. Raises ValueError for a repeated name."""
    found: dict[str, Kind] = {}
    for kind in features.declared("drafts", "KINDS"):
        if kind.name in found:
            raise ValueError(f"two kinds of draft are called {kind.name!r}")
        found[kind.name] = kind
    return found


def kind_called(name: str) -> Kind:
    """The kind of this name. Raises NotFound."""
    if name not in known():
        raise NotFound("No such kind of draft.")
    return known()[name]


def id_in(target: str, what: str) -> int:
    """The id in a target like "thread:0cnbdzx1q6r64". Raises NotFound for one of another shape."""
    start, _, written = target.partition(":")
    try:
        found = ids.read_id(written)
    except ValueError:
        found = 0
    if start != what or not found:
        raise NotFound(f"No such {what}.")
    return found
