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
from cohort.search.kinds import IndexEntry
from cohort.search.models import SearchEntry
from cohort.search.tokens import storable
from cohort.search.words import RULE, index_words

BATCH = 200
LONGEST_TEXT = 300_000  # characters; PostgreSQL indexes no more than a megabyte of one thing


def full_text() -> ModuleType:
    """The module for this database's full-text search."""
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
    """Index a thing under these words, in place of its earlier ones. Plain text."""
    facts = (thing_id, programme_id, title, text, headings, cohort_id, owner_id, extra or {})
    put_all(kind, [IndexEntry(*facts)])


def put_all(kind: str, entries: Iterable[IndexEntry]) -> int:
    """The same for many at once; returns how many."""
    count = 0
    for batch in _batches(entries):
        # In a fixed order, so that two writers of the same things cannot deadlock.
        rows = sorted((_row(kind, entry) for entry in batch), key=lambda row: row["thing_id"])
        theirs = _of(kind, [row["thing_id"] for row in rows])
        full_text().forget(theirs)
        _write(rows)
        full_text().learn(sa.select(SearchEntry.id).where(theirs), rows)
        count += len(rows)
    return count


def remove(kind: str, thing_ids: Iterable[int]) -> None:
    """Remove these things from the index."""
    for batch in _batches(thing_ids):
        _remove(_of(kind, batch))


def remove_all_of(owner_id: int) -> int:
    """Remove everything of this person from the index; returns how many things there were."""
    return _remove(SearchEntry.owner_id == owner_id)


def rebuild(kind: str) -> int:
    """Rebuild the index of a kind; returns how many things it holds."""
    _remove(SearchEntry.kind == kind)
    return put_all(kind, kinds.known()[kind].everything())


def build_missing() -> dict[str, int]:
    """Build the index of each kind that has nothing in it, or words taken apart by an older
    rule: {kind: how many}, at a server's start.

    So a kind that comes with newer code also finds older writing, and so does a better rule.
    """
    oldest = sa.select(SearchEntry.kind, sa.func.min(SearchEntry.rule)).group_by(SearchEntry.kind)
    made_by: dict[str, int] = dict(iter(db.session.execute(oldest)))
    built = {kind: rebuild(kind) for kind in kinds.known() if made_by.get(kind) != RULE}
    return {kind: count for kind, count in built.items() if count}


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _of(kind: str, thing_ids: list[int]) -> sa.ColumnElement[bool]:
    return sa.and_(SearchEntry.kind == kind, SearchEntry.thing_id.in_(thing_ids))


def _row(kind: str, entry: IndexEntry) -> dict[str, Any]:
    title, text = storable(entry.title), storable(entry.text[:LONGEST_TEXT])
    columns = [index_words(part) for part in (title, storable(entry.headings), text)]
    return {
        "kind": kind,
        "thing_id": entry.thing_id,
        "programme_id": entry.programme_id,
        "cohort_id": entry.cohort_id,
        "owner_id": entry.owner_id,
        "wall": wall_of(entry.programme_id, entry.cohort_id),
        "title": title,
        "text": text,
        "title_words": columns[0].stems,
        "heading_words": columns[1].stems,
        "text_words": columns[2].stems,
        "other_words": " ".join(sorted(set().union(*(column.also for column in columns)))),
        "words": " ".join(sorted(set().union(*(column.spelt for column in columns)))),
        "rule": RULE,
        "extra": dict(entry.extra),
    }


def wall_of(programme_id: int, cohort_id: int | None) -> str:
    """The scope of a thing: one cohort, or else the whole programme."""
    return f"p{programme_id}" if cohort_id is None else f"c{cohort_id}"


def _write(rows: list[dict[str, Any]]) -> None:
    """Upsert in one statement: rows keep their ids, even when two write the same thing at once."""
    dialects: Any = {"sqlite": sqlite_dialect, "postgresql": postgresql_dialect}
    insert = dialects[db.engine.dialect.name].insert(SearchEntry)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in ("kind", "thing_id")}
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["kind", "thing_id"], set_=changed), rows
    )


def _remove(condition: sa.ColumnElement[bool]) -> int:
    full_text().forget(condition)
    return change(sa.delete(SearchEntry).where(condition))
