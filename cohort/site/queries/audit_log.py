"""The audit log, with people's present names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.access.rules import may
from cohort.accounts.models import User
from cohort.audit_log import wording
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.kernel import ids
from cohort.kernel.paging import Page
from cohort.programmes.models import Cohort, Programme

PAGE_SIZE = 50
BATCH = 500
MOST_MATCHED = 50  # people whose name holds the text of the filter


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The filters. `person` is an id as it is written, an address, or a part of a
    name; `since` and `until` are moments, the last one excluded."""

    person: str = ""
    group: str = ""
    programme_id: int | None = None
    cohort_id: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act as a sentence. `actor` is None for the command line and for jobs."""

    id: int
    at: dt.datetime
    actor_id: int | None
    actor: str | None
    person_id: int | None
    person: str | None
    sentence: str
    programme: str | None
    cohort: str | None
    reason: str | None
    changes: Sequence[tuple[str, str, str]] = field(default_factory=list)
    facts: Sequence[tuple[str, str]] = field(default_factory=list)


_actor, _person = aliased(User), aliased(User)
_QUERY = (
    sa.select(
        HistoryEntry.id,
        HistoryEntry.at,
        HistoryEntry.actor_id,
        HistoryEntry.person_id,
        HistoryEntry.action,
        HistoryEntry.reason,
        HistoryEntry.details,
        _actor.name.label("actor"),
        _person.name.label("person"),
        Programme.name.label("programme"),
        Cohort.name.label("cohort"),
    )
    .outerjoin(_actor, _actor.id == HistoryEntry.actor_id)
    .outerjoin(_person, _person.id == HistoryEntry.person_id)
    .outerjoin(Programme, Programme.id == HistoryEntry.programme_id)
    .outerjoin(Cohort, Cohort.id == HistoryEntry.cohort_id)
    .order_by(HistoryEntry.id.desc())
)


def history_visible_to(
    viewer: Actor,
    asked: AuditFilter = AuditFilter(),
    before: int | None = None,
) -> Page[AuditRow]:
    """Newest first: everything for an administrator; for organisers, everything done in the
    programme asked about."""
    reach = _reach(viewer)
    if reach is None:
        return Page([], None)
    found = _some(_QUERY.where(reach, *_wanted(asked)), before, PAGE_SIZE + 1)
    return Page.cut(found, PAGE_SIZE)


def whole_history_visible_to(viewer: Actor, asked: AuditFilter) -> Iterator[AuditRow]:
    """The same, all of it, a batch at a time."""
    reach, before = _reach(viewer), None
    while reach is not None:
        found = _some(_QUERY.where(reach, *_wanted(asked)), before, BATCH)
        yield from found
        if len(found) < BATCH:
            return
        before = found[-1].id


def programmes_to_filter_by(viewer: Actor) -> Sequence[Any]:
    """(id, name) of each programme, for administrators."""
    if not may(viewer, Can.ADMINISTER):
        return []
    query = sa.select(Programme.id, Programme.name).order_by(Programme.name, Programme.id)
    return db.session.execute(query).all()


def cohorts_to_filter_by(viewer: Actor, programme_id: int | None) -> Sequence[Any]:
    """(id, name) of each cohort of one programme."""
    here = viewer.asked_programme.id if viewer.asked_programme else programme_id
    if here is None or _reach(viewer) is None:
        return []
    query = sa.select(Cohort.id, Cohort.name).where(Cohort.programme_id == here)
    return db.session.execute(query.order_by(Cohort.starts_on.desc(), Cohort.id)).all()


def _reach(viewer: Actor) -> sa.ColumnElement[bool] | None:
    if viewer.asked_programme is not None:
        if not may(viewer, Can.EDIT_PROGRAMME):
            return None
        return HistoryEntry.programme_id == viewer.programme.id
    return sa.true() if may(viewer, Can.ADMINISTER) else None


def _wanted(asked: AuditFilter) -> Iterator[sa.ColumnElement[bool]]:
    if asked.person:
        people = _people(asked.person)
        yield sa.or_(HistoryEntry.actor_id.in_(people), HistoryEntry.person_id.in_(people))
    if asked.group:
        yield HistoryEntry.action.in_(list(wording.acts_named(asked.group)))
    if asked.programme_id is not None:
        yield HistoryEntry.programme_id == asked.programme_id
    if asked.cohort_id is not None:
        yield HistoryEntry.cohort_id == asked.cohort_id
    if asked.since is not None:
        yield HistoryEntry.at >= asked.since
    if asked.until is not None:
        yield HistoryEntry.at < asked.until


def _people(words: str) -> Any:
    try:
        return [ids.read_id(words)]
    except ValueError:
        pass
    if "@" in words:
        return sa.select(User.id).where(User.email == words.lower())
    like = User.name.icontains(words, autoescape=True)
    return sa.select(User.id).where(like).order_by(User.id).limit(MOST_MATCHED)


def _some(query: Any, before: int | None, size: int) -> list[AuditRow]:
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    return [_entry(row) for row in db.session.execute(query.limit(size))]


def _entry(row: Any) -> AuditRow:
    names = {"person": row.person, "cohort": row.cohort, "programme": row.programme}
    return AuditRow(
        id=row.id,
        at=row.at,
        actor_id=row.actor_id,
        actor=row.actor,
        person_id=row.person_id,
        person=row.person,
        sentence=wording.sentence_of(row.action, row.details, names),
        programme=row.programme,
        cohort=row.cohort,
        reason=row.reason,
        changes=wording.changes_of(row.details),
        facts=wording.facts_of(row.action, row.details),
    )
