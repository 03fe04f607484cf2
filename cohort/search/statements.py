"""The statements of searching: what the viewer may read is a condition inside each.

Building one takes longer than running it. Where every kind gives `facts`, a statement is built
once for all viewers of a role, and the viewer comes in by bind parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import fetch
from cohort.search import kinds
from cohort.search.index import full_text, wall_of
from cohort.search.models import SearchEntry

Build = Callable[[sa.ColumnElement[bool]], sa.SelectBase]
_built: dict[Any, sa.SelectBase] = {}


def walls(viewer: Actor) -> list[str]:
    """The walls within which the viewer searches."""
    programme = viewer.programme.id
    return [wall_of(programme, None), wall_of(programme, viewer.cohort.id)]


def best(viewer: Actor, limit: int, facts: Mapping[str, Any]) -> Any:
    """The best `limit` entries for the full text's `facts`, best first (see its `best`)."""
    text = full_text()
    return _run(viewer, (text, limit), lambda readable: text.best(readable, limit), facts)


def count(viewer: Actor, facts: Mapping[str, Any]) -> int:
    """How many entries that the viewer may read match the full text's `facts`."""
    text = full_text()
    return int(_run(viewer, (text, "count"), text.count, facts).scalar_one())


def all_there(viewer: Actor) -> int:
    """How many entries the viewer may read."""
    within = SearchEntry.wall.in_(sa.bindparam("walls", expanding=True))

    def build(readable: sa.ColumnElement[bool]) -> sa.SelectBase:
        return sa.select(sa.func.count(SearchEntry.id)).where(within, readable)

    return int(_run(viewer, ("all",), build, {"walls": walls(viewer)}).scalar_one())


def vocabulary(viewer: Actor, most: int, asked: int, facts: Mapping[str, Any]) -> Any:
    """The words of the newest `most` entries, each with whether anything readable matches the
    first, second … of `asked` clauses, whose `facts` are called clause_0, clause_1 …"""
    text = full_text()

    def build(readable: sa.ColumnElement[bool]) -> sa.SelectBase:
        within = SearchEntry.wall.in_(sa.bindparam("walls", expanding=True))
        newest = (
            sa.select(SearchEntry.words)
            .where(within, readable)
            .order_by(SearchEntry.id.desc())
            .limit(most)
            .subquery()
        )
        found = (text.holds(readable, f"clause_{number}") for number in range(asked))
        return sa.select(newest.c.words, *(sa.cast(one, sa.Boolean) for one in found))

    return _run(viewer, (text, most, asked), build, {**facts, "walls": walls(viewer)})


def _run(viewer: Actor, key: tuple[Any, ...], build: Build, facts: Mapping[str, Any]) -> Any:
    known = tuple(kinds.known().values())
    here = {"in_programme": viewer.programme.id, "in_cohort": viewer.cohort.id}
    for kind in known:
        here |= kind.facts(viewer) if kind.facts else {}
    if any(kind.facts is None for kind in known):
        return fetch(build(_readable(viewer, known)), **here, **facts)
    whole = (known, viewer.role, *key)
    if whole not in _built:
        _built[whole] = build(_readable(viewer, known))
    return fetch(_built[whole], **here, **facts)


def _readable(viewer: Actor, known: tuple[kinds.Kind, ...]) -> sa.ColumnElement[bool]:
    """The condition for what the viewer may read of each kind, within this cohort and programme."""
    return sa.and_(
        SearchEntry.programme_id == sa.bindparam("in_programme"),
        sa.or_(SearchEntry.cohort_id.is_(None), SearchEntry.cohort_id == sa.bindparam("in_cohort")),
        sa.or_(
            sa.false(),
            *(sa.and_(SearchEntry.kind == kind.name, kind.readable(viewer)) for kind in known),
        ),
    )
