"""What is unread: decided here alone, for pages, the header and mail.

A thing is unread if it is newer than the highest one that the reader saw in its place. A notice's
`read_at` says the same a little faster, and is also set where a reader presses "mark all as read".
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.db import fetch
from cohort.notices.models import Notice, ReadThrough

MOST_COUNTED = 100  # a count beyond it reads "99+"

IS_UNREAD = sa.and_(
    Notice.read_at.is_(None),
    ~sa.exists().where(
        ReadThrough.user_id == Notice.user_id,
        # The empty string keeps PostgreSQL from merging the two by their places, which takes it
        # through all that a person was ever told.
        ReadThrough.place == Notice.place + "",
        ReadThrough.through >= Notice.subject_id,
    ),
)
THROUGH = sa.select(ReadThrough.through, ReadThrough.at).where(
    ReadThrough.user_id == sa.bindparam("user_id"), ReadThrough.place == sa.bindparam("place")
)


def read_through_of(user_id: int, place: str) -> tuple[int, dt.datetime | None]:
    """The highest subject that a person saw in a place, and when; (0, None) for nothing yet."""
    row = fetch(THROUGH, user_id=user_id, place=place).one_or_none()
    return (0, None) if row is None else (row.through, row.at)


def in_words(count: int) -> str:
    """'3', or '99+' from MOST_COUNTED on."""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
