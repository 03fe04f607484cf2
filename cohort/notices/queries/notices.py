"""A person's notices, a page at a time: the unread first, then those that were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.db import columns_of, fetch, rows_of
from cohort.kernel import ids
from cohort.notices.kinds import Happened, Line, Reader
from cohort.notices.models import Notice
from cohort.notices.queries.unread import IS_UNREAD

NOTICES_A_PAGE = 30

_mine = (
    Notice.user_id == sa.bindparam("user_id"),
    Notice.cohort_id.in_(sa.bindparam("cohort_ids", expanding=True)),
)


def _notices(is_unread: bool, before: Any) -> sa.Select[Any]:
    newest = (
        sa.select(
            *columns_of(
                Happened,
                id=Notice.id,
                cohort_id=Notice.cohort_id,
                kind=Notice.kind,
                place=Notice.place,
                subject_id=Notice.subject_id,
                at=Notice.at,
                is_unread=sa.literal(is_unread, sa.Boolean),
            )
        )
        .where(
            *_mine,
            IS_UNREAD if is_unread else ~IS_UNREAD,
            Notice.id < before,
        )
        .order_by(Notice.id.desc())
        .limit(sa.bindparam("size"))
    )
    return sa.select(newest.subquery())


_unread = _notices(True, sa.bindparam("unread_before")).cte("unread_ones")
# Those that were read are looked for only where a page is not full without them: whoever has read
# none of very many has none to find.
_is_full = (
    sa.select(sa.func.count() >= sa.bindparam("size", type_=sa.Integer))
    .select_from(_unread)
    .scalar_subquery()
)
_read_before = sa.bindparam("read_before", type_=sa.BigInteger)
_read = _notices(False, sa.case((_is_full, 0), else_=_read_before))
_both = sa.union_all(sa.select(_unread), _read).subquery()
NOTICES = sa.select(_both).order_by(_both.c.is_unread.desc(), _both.c.id.desc())


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Some notices, and the keys of the next page: of more unread ones (`unread_key`), or else of
    earlier ones that were read (`read_key`)."""

    rows: Sequence[Happened]
    unread_key: int | None = None
    read_key: int | None = None


def notices_of(
    reader: Reader, *, unread_before: int | None = None, read_before: int | None = None
) -> NoticePage:
    """The reader's notices from the cohorts they are in now, the newest first. A page after which
    no unread ones are left is filled up with those that were read."""
    size = NOTICES_A_PAGE
    if unread_before is None:
        unread_before = ids.BIGGEST if read_before is None else 0
    rows = fetch(
        NOTICES,
        user_id=reader.user_id,
        cohort_ids=list(reader.standings),
        size=size + 1,
        unread_before=unread_before,
        read_before=ids.BIGGEST if read_before is None else read_before,
    )
    found = rows_of(Happened, rows)
    shown, left = found[:size], found[size:]
    if not left:
        return NoticePage(shown)
    if left[0].is_unread:
        return NoticePage(shown, unread_key=shown[-1].id)
    return NoticePage(shown, read_key=ids.BIGGEST if shown[-1].is_unread else shown[-1].id)


@dataclass(frozen=True, slots=True)
class Group:
    """Notices of one place on a page, the newest first."""

    about: str
    cohort_id: int | None
    language: str
    notices: list[tuple[Happened, Line]]


def grouped(rows: Sequence[Happened], lines: Mapping[int, Line]) -> list[Group]:
    """The notices that have a line, by place: unread places first, as the rows come."""
    found: dict[tuple[bool, str, int | None], Group] = {}
    for row in rows:
        line = lines.get(row.id)
        if line is not None:
            key = (row.is_unread, row.place, row.cohort_id)
            group = found.setdefault(key, Group(line.about, row.cohort_id, line.language, []))
            group.notices.append((row, line))
    return list(found.values())
