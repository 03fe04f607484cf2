"""What facilitators do to keep a cohort's threads good: reports, hidden posts, slow threads."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class Reason(StrEnum):
    """Why somebody reports a post."""

    IDENTIFIES = "identifies"
    UNKIND = "unkind"
    AGREEMENT = "agreement"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As a choice on the page, and in mail."""
        return {
            Reason.IDENTIFIES: "It names or identifies a resident or someone else who has not "
            "agreed",
            Reason.UNKIND: "It is unkind or unfair to somebody",
            Reason.AGREEMENT: "It breaks our agreement",
            Reason.OTHER: "Something else",
        }[self]


class Outcome(StrEnum):
    """What a facilitator did about a report."""

    HIDDEN = "hidden"
    TALKED = "talked"
    NO_CHANGE = "no_change"

    @property
    def words(self) -> str:
        """As a choice on the page, and as the reporter is told."""
        return {
            Outcome.HIDDEN: "The post is hidden",
            Outcome.TALKED: "A facilitator talked with the author",
            Outcome.NO_CHANGE: "The post stays as it is",
        }[self]


class PostReport(HasId, Base):
    """Somebody asked the facilitators to look at a post. One report a person a post.

    `opened_at`: when a facilitator took it on; `settled_at`: when one said what was done. `answer`
    is what the reporter was told beside the outcome. `waits_told_at`: when the organisers heard
    that a report waits. Nobody but the cohort's facilitators reads any of it, and of them not the
    post's author.
    """

    __tablename__ = "post_report"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "reported_by"),
        sa.Index("ix_post_report_cohort_id_id", "cohort_id", "id"),
        sa.Index(
            "ix_post_report_unopened",
            "reported_at",
            sqlite_where=sa.text("opened_at IS NULL"),
            postgresql_where=sa.text("opened_at IS NULL"),
        ),
    )

    post_id: Mapped[int] = points_to("post.id", index=False, ondelete="CASCADE")
    cohort_id: Mapped[int] = points_to("cohort.id", index=False)
    reported_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    reason: Mapped[str] = mapped_column(sa.String(12))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    reported_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    waits_told_at: Mapped[dt.datetime | None]
    opened_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    opened_at: Mapped[dt.datetime | None]
    settled_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    settled_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None] = mapped_column(sa.String(12))
    answer: Mapped[str] = mapped_column(sa.Text, default="")


class PostHiding(Base):
    """A facilitator has hidden a post: no row, not hidden. Its author reads the reason."""

    __tablename__ = "post_hiding"

    post_id: Mapped[int] = points_to("post.id", primary_key=True, index=False, ondelete="CASCADE")
    hidden_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    hidden_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(sa.Text)


class ThreadPace(Base):
    """A thread goes slowly: at most one post a participant every so many minutes."""

    __tablename__ = "thread_pace"
    __table_args__ = (sa.CheckConstraint("minutes > 0", name="minutes"),)

    thread_id: Mapped[int] = points_to(
        "thread.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    minutes: Mapped[int]
    set_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    set_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
