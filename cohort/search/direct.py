"""Kinds of thing that are read for each search and stand in no index.

For what is so little that reading it whole costs one query, and changes with somebody's choices:
the people of a cohort, the titles of modules to come. A feature's `search.py` names its kinds in
`DIRECT`. The words are taken apart and compared by the index's own rule (cohort/search/words.py).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cohort import features
from cohort.access.actor import Actor
from cohort.search.kinds import Group, HitPlace
from cohort.search.tokens import Clause, Form, Wanted
from cohort.search.words import index_words

MOST_OF_A_KIND = 10  # shown; whoever looks for more has a list of them


@dataclass(frozen=True)
class DirectThing:
    """A thing as somebody may see it. `title` and `text` are plain text, looked through."""

    thing_id: int
    title: str
    text: str
    place: HitPlace

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The stems of the title, of the text, and each word that they are also found by."""
        title, text = index_words(self.title), index_words(self.text)
        also = sorted(title.also | text.also)
        return (_apart(title.stems), _apart(text.stems), *((word,) for word in also))

    @cached_property
    def spelt(self) -> str:
        """Its words as they are spelt, for correcting typing mistakes."""
        return " ".join(index_words(f"{self.title} {self.text}").spelt)


@dataclass(frozen=True)
class DirectKind:
    """One such kind. `things(viewer)`, at most one query, gives all of them that the viewer may
    find, each only with what the viewer may see of it, in the order of the results.
    `leads`: those found by their title stand before everything else, as whoever typed it means
    them; all others stand at the end."""

    name: str
    group: Group
    things: Callable[[Actor], Iterable[DirectThing]]
    leads: bool = False


@functools.cache
def known() -> Sequence[DirectKind]:
    """The direct kinds of every feature, in floor order."""
    kinds: list[DirectKind] = features.declared("search", "DIRECT")
    return kinds


class AtHand:
    """The things of direct kinds that one viewer may find, read once for a search."""

    def __init__(self, viewer: Actor) -> None:
        self.viewer = viewer

    @cached_property
    def things(self) -> Mapping[DirectKind, Sequence[DirectThing]]:
        """Those of each kind."""
        return {kind: tuple(kind.things(self.viewer)) for kind in known()}

    def matching(self, wanted: Wanted) -> Mapping[DirectKind, Sequence[DirectThing]]:
        """Those with these words."""
        return {
            kind: [thing for thing in things if _matches(thing, wanted)]
            for kind, things in self.things.items()
        }

    def has(self, clause: Clause) -> bool:
        """Whether any of them matches a clause."""
        everything = (thing for things in self.things.values() for thing in things)
        return any(_has(thing, clause) for thing in everything)

    def vocabulary(self) -> Counter[str]:
        """{word: how many of them have it}."""
        counted: Counter[str] = Counter()
        for things in self.things.values():
            for thing in things:
                counted.update(thing.spelt.split())
        return counted


def _apart(stems: str) -> tuple[str, ...]:
    return tuple(stems.replace("-", " ").split())


def _matches(thing: DirectThing, wanted: Wanted) -> bool:
    enough = any if wanted.any_word else all
    return enough(_has(thing, clause) for clause in wanted.wished) and not any(
        _has(thing, clause) for clause in wanted.unwanted
    )


def _has(thing: DirectThing, clause: Clause) -> bool:
    return any(_stands_in(form, column) for form in clause.forms for column in thing.columns)


def _stands_in(form: Form, column: tuple[str, ...]) -> bool:
    size = len(form.stems)
    *first, last = form.stems
    for start in range(len(column) - size + 1):
        *before, end = column[start : start + size]
        if before == first and (end.startswith(last) if form.begins else end == last):
            return True
    return False
