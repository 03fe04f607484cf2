"""Notices, and how far each person has read."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock

LONGEST_PLACE = 40


class Notice(HasId, Base):
    """Something that happened, for one person: at most one row for each event.

    `place` is where it is ("thread:<id>", "module:<id>"), `subject_id` what of it (a post, a
    module). `read_at` is kept so that unread ones are found by their own small index; whether a
    notice is unread is decided by `queries.unread.IS_UNREAD`.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "place", "subject_id"),
        sa.Index("ix_notice_user_id_id", "user_id", "id"),
        sa.Index(
            "ix_notice_unread",
            "user_id",
            "cohort_id",
            "id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
    )

    user_id: Mapped[int] = points_to("user_account.id", index=False, ondelete="CASCADE")
    cohort_id: Mapped[int | None] = points_to("cohort.id", ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(sa.String(30))
    place: Mapped[str] = mapped_column(sa.String(LONGEST_PLACE))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    read_at: Mapped[dt.datetime | None]


class ReadThrough(Base):
    """How far a person has read in a place: the highest subject they saw, and when.

    The one truth of what is unread. No row: nothing was read there yet. Losing a row does no harm
    but to show something as new once more.
    """

    __tablename__ = "read_through"

    user_id: Mapped[int] = points_to(
        "user_account.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    place: Mapped[str] = mapped_column(sa.String(LONGEST_PLACE), primary_key=True)
    through: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
