"""Notices, and how far each person has read."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
        sa.Index("ix_notice_subject_id", "subject_id"),
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
    __table_args__ = (sa.Index("ix_read_through_place", "place"),)

    user_id: Mapped[int] = points_to(
        "user_account.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    place: Mapped[str] = mapped_column(sa.String(LONGEST_PLACE), primary_key=True)
    through: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class MailMark(Base):
    """Up to when a person was mailed what happened, and how much today: both written in the
    transaction that posts the mail.

    `digested_on` is the day, in their zone, whose digest was dealt with, `daily_through` the
    moment up to which it told; `weekly_on` is the Monday and `weekly_through` the moment of what
    is gathered by the week. `gathered` has the categories of mail that wait for Monday, each with
    the moment (ISO 8601) up to which it was told, so that nothing is told twice or never by
    somebody who changes between day and week; None for a mark from before that was kept, or one
    without a digest yet. `sent` mails went out on `sent_on`; when there was no room for more,
    `waits` is set.
    """

    __tablename__ = "mail_mark"
    __table_args__ = (
        sa.Index("ix_mail_mark_digested_on", "digested_on", "user_id"),
        sa.Index(
            "ix_mail_mark_waits",
            "user_id",
            sqlite_where=sa.text("waits"),
            postgresql_where=sa.text("waits"),
        ),
    )

    user_id: Mapped[int] = points_to(
        "user_account.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    digested_on: Mapped[dt.date]
    daily_through: Mapped[dt.datetime]
    weekly_on: Mapped[dt.date]
    weekly_through: Mapped[dt.datetime]
    gathered: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    sent_on: Mapped[dt.date | None]
    sent: Mapped[int] = mapped_column(default=0)
    waits: Mapped[bool] = mapped_column(default=False)

    def told_through(self, category: str, *, is_weekly: bool) -> dt.datetime:
        """Up to when a category of mail was told, which is wanted by the week or not."""
        if self.gathered is None:
            return self.weekly_through if is_weekly else self.daily_through
        gathered_from = self.gathered.get(category)
        return dt.datetime.fromisoformat(gathered_from) if gathered_from else self.daily_through


class Mailed(Base):
    """One event that was mailed to one person at once: it is in no other mail."""

    __tablename__ = "mailed"

    user_id: Mapped[int] = points_to(
        "user_account.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    place: Mapped[str] = mapped_column(sa.String(LONGEST_PLACE), primary_key=True)
    subject_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)


class MailSweep(Base):
    """Up to when a job has looked for mail to send at once."""

    __tablename__ = "mail_sweep"

    name: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    through: Mapped[dt.datetime]
