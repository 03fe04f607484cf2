"""Making notices, once: a second run of the same work adds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cohort.db import change, db
from cohort.kernel import ids
from cohort.notices.kinds import kinds
from cohort.notices.models import Notice, ReadThrough

BATCH = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One event for one person: what `notice` stores."""

    user_id: int
    cohort_id: int | None
    kind: str
    place: str
    subject_id: int
    at: dt.datetime


def tell(events: Iterable[Told]) -> int:
    """Make notices of these events, in the caller's transaction; returns how many were given. Of
    several kinds for one person and event the most direct stays, whichever came first.

    Raises KeyError for a kind that no feature declares.
    """
    rest, count = iter(events), 0
    while batch := list(islice(rest, BATCH)):
        # In a fixed order, so that two workers on the same events cannot deadlock.
        rows = sorted(_one_each(batch), key=lambda e: (e.user_id, e.place, e.subject_id))
        _insert([_row(event) for event in rows])
        count += len(rows)
    return count


def _one_each(events: Sequence[Told]) -> list[Told]:
    best: dict[tuple[int, str, int], Told] = {}
    for event in events:
        key = (event.user_id, event.place, event.subject_id)
        known = best.get(key)
        if known is None or kinds()[event.kind].rank < kinds()[known.kind].rank:
            best[key] = event
    return list(best.values())


def _row(event: Told) -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "user_id": event.user_id,
        "cohort_id": event.cohort_id,
        "kind": kinds()[event.kind].name,
        "place": event.place,
        "subject_id": event.subject_id,
        "at": event.at,
    }


def _insert(rows: list[dict[str, Any]]) -> None:
    """Ignore an event that is there, unless it is there as something less direct."""
    dialects: Any = {"sqlite": sqlite, "postgresql": postgresql}
    insert = dialects[db.engine.dialect.name].insert(Notice)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["user_id", "place", "subject_id"],
            set_={"kind": insert.excluded.kind},
            where=_rank(insert.excluded.kind) < _rank(Notice.kind),
        ),
        rows,
    )


def _rank(column: Any) -> sa.ColumnElement[int]:
    ranks = {name: kind.rank for name, kind in kinds().items()}
    return sa.case(ranks, value=column, else_=max(ranks.values()) + 1)


def bring_back(place: str, subjects: Any, user_id: int | None = None) -> int:
    """Make notices unread again whose subject was out of sight and is back, unless it was read:
    `subjects` are its ids, or a query of them. Of one person with `user_id`. Returns how many."""
    was_read = sa.exists().where(
        ReadThrough.user_id == Notice.user_id,
        ReadThrough.place == Notice.place,
        ReadThrough.through >= Notice.subject_id,
    )
    back = [Notice.place == place, Notice.subject_id.in_(subjects), ~was_read]
    if user_id is not None:
        back.append(Notice.user_id == user_id)
    return change(sa.update(Notice).where(*back).values(read_at=None))


def withdraw(place: str, subject_id: int) -> int:
    """Remove everybody's notices of something that is gone for good; returns how many."""
    gone = sa.and_(Notice.place == place, Notice.subject_id == subject_id)
    return change(sa.delete(Notice).where(gone))
