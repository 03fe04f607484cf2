"""Noting how far a person has read: a place's mark rises, and its notices up to there are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.dialects import postgresql, sqlite

from cohort import features
from cohort.db import change, db
from cohort.kernel import clock
from cohort.notices.kinds import Happened, Line, Reader
from cohort.notices.models import Notice, ReadThrough
from cohort.web import after_response

AGAIN_AFTER = dt.timedelta(minutes=10)


def upsert(*, values: Any = None, select: Any = None) -> sa.Executable:
    """An INSERT into read_through of `values` (one dictionary, or several) or of what `select`
    gives (user, place, through, at), where a mark that is there already only ever rises."""
    dialects: Any = {"sqlite": sqlite, "postgresql": postgresql}
    insert = dialects[db.engine.dialect.name].insert(ReadThrough)
    if select is not None:
        insert = insert.from_select(["user_id", "place", "through", "at"], select)
    else:
        insert = insert.values(values)
    new, old = insert.excluded.through, ReadThrough.through
    statement: sa.Executable = insert.on_conflict_do_update(
        index_elements=["user_id", "place"],
        set_={"through": sa.case((new > old, new), else_=old), "at": insert.excluded.at},
    )
    return statement


def seen(user_id: int, place: str, through: int) -> tuple[sa.Executable, sa.Executable]:
    """The two statements that note that a person saw everything in a place up to `through`."""
    now = clock.now()
    row = {"user_id": user_id, "place": place, "through": through, "at": now}
    notices = (
        sa.update(Notice)
        .where(
            Notice.user_id == user_id,
            Notice.place == place,
            Notice.subject_id <= through,
            Notice.read_at.is_(None),
        )
        .values(read_at=now)
    )
    return upsert(values=row), notices


def trail_of_notices(response: Response, user_id: int, place: str, subjects: Any) -> None:
    """Note after this response that its reader saw what notices of this place tell of `subjects`,
    a query of their ids; the place's mark stays where it is."""
    if not is_fetched_ahead():
        mine = Notice.user_id == user_id, Notice.place == place, Notice.read_at.is_(None)
        statement = sa.update(Notice).where(*mine, Notice.subject_id.in_(subjects))
        after_response.leave(response, statement.values(read_at=clock.now()))


def trail(
    response: Response,
    user_id: int,
    place: str,
    through: int,
    known: tuple[int, dt.datetime | None] = (0, None),
) -> None:
    """Note after this response that its reader saw everything up to `through`. `known` is their
    mark from before: what it covers is written again only after ten minutes, to keep its moment.

    A page fetched ahead, or only asked for its headers, was seen by nobody.
    """
    before, at = known
    is_old = at is None or clock.now() - at >= AGAIN_AFTER
    if through and not is_fetched_ahead() and (through > before or is_old):
        after_response.leave(response, *seen(user_id, place, through))


def is_fetched_ahead() -> bool:
    """Whether a browser asks for this page before its person does, or for its headers alone.

    https://www.w3.org/TR/resource-hints/ and https://wicg.github.io/nav-speculation/ : the header
    Sec-Purpose begins with `prefetch`; older browsers sent Purpose, X-Purpose or X-Moz.
    """
    sent = " ".join(
        request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    ).lower()
    return request.method != "GET" or "prefetch" in sent or "preview" in sent


def mark_all_read(reader: Reader) -> int:
    """Mark everything as read: the notices, and what features mark as new in their own lists.
    Returns how many notices were unread. No place's mark rises by a notice, whose subject its
    reader may not be shown yet."""
    mine = sa.and_(Notice.user_id == reader.user_id, Notice.read_at.is_(None))
    count = change(sa.update(Notice).where(mine).values(read_at=clock.now()))
    for mark in features.declared("notices", "READ_ALL"):
        mark(reader)
    return count


def forget_gone(response: Response, shown: Sequence[Happened], lines: Mapping[int, Line]) -> None:
    """Once this response is sent, mark those of the shown notices as read that have no line: what
    they tell of is gone, and would be counted in the header for ever. What only was out of sight
    comes back by `bring_back`."""
    gone = [notice.id for notice in shown if notice.is_unread and notice.id not in lines]
    if gone and not is_fetched_ahead():
        statement = sa.update(Notice).where(Notice.id.in_(gone)).values(read_at=clock.now())
        after_response.leave(response, statement)


def note_shown(response: Response, user_id: int, kind: str, subject_ids: Sequence[int]) -> None:
    """Once this response is sent, mark a person's notices of these as read: for what is not read
    in its order, so that no mark of a place can say how far they came."""
    if subject_ids and not is_fetched_ahead():
        theirs = sa.and_(
            Notice.user_id == user_id,
            Notice.kind == kind,
            Notice.subject_id.in_(subject_ids),
            Notice.read_at.is_(None),
        )
        statement = sa.update(Notice).where(theirs).values(read_at=clock.now())
        after_response.leave(response, statement)
