"""Keeping the index in step, in the transaction that changes the thing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect

from cohort.db import change, db
from cohort.search import kinds, postgresql, sqlite
from cohort.search.kinds import Entry
from cohort.search.models import SearchEntry
from cohort.search.tokens import spelt_words, storable

BATCH = 200
LONGEST_TEXT = 300_000  # characters; PostgreSQL indexes no more than a megabyte of one thing


def full_text() -> ModuleType:
    """The module that knows this database's full text."""
    return sqlite if db.engine.dialect.name == "sqlite" else postgresql


def put(
    kind: str,
    thing_id: int,
    *,
    programme_id: int,
    title: str,
    text: str,
    cohort_id: int | None = None,
    owner_id: int | None = None,
    headings: str = "",
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Let a thing be found by these words, and no longer by those it had. Plain text."""
    facts = (thing_id, programme_id, title, text, headings, cohort_id, owner_id, extra or {})
    put_all(kind, [Entry(*facts)])


def put_all(kind: str, entries: Iterable[Entry]) -> int:
    """The same for many at once; returns how many."""
    count = 0
    for batch in _batches(entries):
        # In one order, so that two who write the same things wait for each other, once.
        rows = sorted((_row(kind, entry) for entry in batch), key=lambda row: row["thing_id"])
        theirs = _of(kind, [row["thing_id"] for row in rows])
        full_text().forget(theirs)
        _write(rows)
        full_text().learn(sa.select(SearchEntry.id).where(theirs), rows)
        count += len(rows)
    return count


def remove(kind: str, thing_ids: Iterable[int]) -> None:
    """Let these things be found no more."""
    for batch in _batches(thing_ids):
        _remove(_of(kind, batch))


def remove_all_of(owner_id: int) -> int:
    """Let nothing of this person be found any more; returns how much there was."""
    return _remove(SearchEntry.owner_id == owner_id)


def rebuild(kind: str) -> int:
    """Build the index of a kind anew; returns how many things it holds."""
    _remove(SearchEntry.kind == kind)
    return put_all(kind, kinds.known()[kind].everything())


def build_missing() -> dict[str, int]:
    """Build the index of each kind that has nothing in it: {kind: how many}, for a server's start.

    So that a kind which came with newer code finds what was written before.
    """
    there = set(db.session.scalars(sa.select(SearchEntry.kind).distinct()))
    built = {kind: rebuild(kind) for kind in kinds.known() if kind not in there}
    return {kind: count for kind, count in built.items() if count}


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _of(kind: str, thing_ids: list[int]) -> sa.ColumnElement[bool]:
    return sa.and_(SearchEntry.kind == kind, SearchEntry.thing_id.in_(thing_ids))


def _row(kind: str, entry: Entry) -> dict[str, Any]:
    title, headings = storable(entry.title), storable(entry.headings)
    text = storable(entry.text[:LONGEST_TEXT])
    return {
        "kind": kind,
        "thing_id": entry.thing_id,
        "programme_id": entry.programme_id,
        "cohort_id": entry.cohort_id,
        "owner_id": entry.owner_id,
        "wall": wall_of(entry.programme_id, entry.cohort_id),
        "title": title,
        "headings": headings,
        "text": text,
        "words": spelt_words(f"{title} {headings} {text}"),
        "extra": dict(entry.extra),
    }


def wall_of(programme_id: int, cohort_id: int | None) -> str:
    """Within what something stands: one cohort, or else the whole programme."""
    return f"p{programme_id}" if cohort_id is None else f"c{cohort_id}"


def _write(rows: list[dict[str, Any]]) -> None:
    """One statement that keeps the row's number, also when two write the same thing at once."""
    dialects: Any = {"sqlite": sqlite_dialect, "postgresql": postgresql_dialect}
    insert = dialects[db.engine.dialect.name].insert(SearchEntry)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in ("kind", "thing_id")}
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["kind", "thing_id"], set_=changed), rows
    )


def _remove(condition: sa.ColumnElement[bool]) -> int:
    full_text().forget(condition)
    return change(sa.delete(SearchEntry).where(condition))
