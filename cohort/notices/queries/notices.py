"""A person's notices, a page at a time: the unread first, then those that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.db import columns_of, fetch, rows_of
from cohort.kernel import ids
from cohort.notices.kinds import Happened, Reader
from cohort.notices.models import Notice
from cohort.notices.queries.unread import IS_UNREAD

NOTICES_A_PAGE = 30

_mine = (
    Notice.user_id == sa.bindparam("user_id"),
    Notice.cohort_id.in_(sa.bindparam("cohort_ids", expanding=True)),
    Notice.id < sa.bindparam("before"),
)


def _notices(is_unread: bool) -> sa.Select[tuple[object, ...]]:
    return (
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
        .where(*_mine, IS_UNREAD if is_unread else ~IS_UNREAD)
        .order_by(Notice.id.desc())
        .limit(sa.bindparam("size"))
    )


UNREAD, READ = _notices(True), _notices(False)


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
    size, found = NOTICES_A_PAGE, list[Happened]()
    if read_before is None:
        found = _fetch(UNREAD, reader, unread_before, size + 1)
        if len(found) > size:
            return NoticePage(found[:size], unread_key=found[size - 1].id)
    read = _fetch(READ, reader, read_before, size + 1 - len(found))
    room = size - len(found)
    key = read[room - 1].id if room and len(read) > room else None
    if not room and read:
        key = ids.BIGGEST
    return NoticePage([*found, *read[:room]], read_key=key)


def _fetch(
    query: sa.Select[tuple[object, ...]], reader: Reader, before: int | None, size: int
) -> list[Happened]:
    facts = {"user_id": reader.user_id, "cohort_ids": list(reader.standings), "size": size}
    rows = fetch(query, **facts, before=ids.BIGGEST if before is None else before)
    return rows_of(Happened, rows)
