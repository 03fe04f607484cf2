"""Threads that open later, for the facilitators of their cohort. Nobody else finds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.course_modules.models import Module
from cohort.db import columns_of, fetch, row_of, rows_of
from cohort.discussions.models import ThreadToCome
from cohort.discussions.queries.authors import VIEWER
from cohort.kernel.errors import NotFound
from cohort.kernel.submissions import Sent, lately
from cohort.programmes.models import Membership

MOST_SHOWN = 100
_host = aliased(User)
_still_hosts = sa.exists().where(
    Membership.cohort_id == ThreadToCome.cohort_id,
    Membership.user_id == ThreadToCome.author_id,
    Membership.role == Role.FACILITATOR,
    Membership.left_at.is_(None),
    sa.exists().where(_host.id == ThreadToCome.author_id, _host.deactivated_at.is_(None)),
)


@dataclass(frozen=True, slots=True)
class ToCome:
    """A thread to come. `opens_by_itself`: its author still is a facilitator of the cohort;
    otherwise one must take it over."""

    id: int
    cohort_id: int
    author_id: int
    author: str
    is_own: bool
    kind: str
    title: str
    body: str
    module_title: str | None
    module_language: str | None
    opens_at: dt.datetime
    version: int
    opens_by_itself: bool


LIST = (
    sa.select(
        *columns_of(
            ToCome,
            id=ThreadToCome.id,
            cohort_id=ThreadToCome.cohort_id,
            author_id=ThreadToCome.author_id,
            author=User.name,
            is_own=ThreadToCome.author_id == VIEWER,
            kind=ThreadToCome.kind,
            title=ThreadToCome.title,
            body=ThreadToCome.body,
            module_title=Module.title,
            module_language=Module.language,
            opens_at=ThreadToCome.opens_at,
            version=ThreadToCome.version,
            opens_by_itself=_still_hosts,
        )
    )
    .join(User, User.id == ThreadToCome.author_id)
    .outerjoin(Module, Module.id == ThreadToCome.module_id)
    .where(ThreadToCome.cohort_id == sa.bindparam("cohort_id"))
    .order_by(ThreadToCome.opens_at, ThreadToCome.id)
    .limit(MOST_SHOWN)
)
ONE = LIST.where(ThreadToCome.id == sa.bindparam("to_come_id"))
SENT = sa.select(
    ThreadToCome.id, ThreadToCome.submission_key, ThreadToCome.title, ThreadToCome.body
).where(
    ThreadToCome.author_id == sa.bindparam("author_id"),
    ThreadToCome.cohort_id == sa.bindparam("cohort_id"),
    sa.or_(
        ThreadToCome.submission_key == sa.bindparam("key"),
        ThreadToCome.written_at > sa.bindparam("lately"),
    ),
)
DUE = (
    sa.select(ThreadToCome.id)
    .where(
        ThreadToCome.opens_at <= sa.bindparam("now"),
        ThreadToCome.id > sa.bindparam("after"),
        _still_hosts,
    )
    .order_by(ThreadToCome.id)
    .limit(sa.bindparam("size"))
)


def threads_to_come(viewer: Actor) -> list[ToCome]:
    """Those of the cohort, the next first; none for whoever does not facilitate it."""
    if not viewer.is_facilitator:
        return []
    return rows_of(ToCome, fetch(LIST, cohort_id=viewer.cohort.id, viewer_id=viewer.user_id))


def get_to_come(viewer: Actor, to_come_id: int) -> ToCome:
    """One of them. Raises NotFound; also when it has opened or was dropped."""
    row = None
    if viewer.is_facilitator:
        facts = {"cohort_id": viewer.cohort.id, "viewer_id": viewer.user_id}
        row = fetch(ONE, **facts, to_come_id=to_come_id).one_or_none()
    if row is None:
        raise NotFound("There is no such thread to come. It may be open already, or was dropped.")
    return row_of(ToCome, row)


def to_come_sent_by(viewer: Actor, key: str) -> list[Sent]:
    """The viewer's threads to come with this key or of late; words: title, body."""
    facts = {"author_id": viewer.user_id, "cohort_id": viewer.cohort.id, "key": key}
    rows = fetch(SENT, **facts, lately=lately())
    return [Sent(row.id, row.submission_key, (row.title, row.body)) for row in rows]


def due_to_open(now: dt.datetime, after: int, size: int) -> Sequence[int]:
    """The ids of those whose moment has come and whose author may open them, above `after`."""
    found: Sequence[int] = fetch(DUE, now=now, after=after, size=size).scalars().all()
    return found
