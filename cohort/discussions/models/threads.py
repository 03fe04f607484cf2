"""Threads, and what is recorded of them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class Thread(HasId, Base):
    """A discussion in one cohort; at most one for each discuss prompt.

    `posts` and `last_post_at` are kept here so that a list never counts the posts table.
    """

    __tablename__ = "thread"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "prompt_id"),
        sa.UniqueConstraint("author_id", "submission_key"),
        sa.Index("ix_thread_cohort_id_last_post_id", "cohort_id", "last_post_id"),
    )

    cohort_id: Mapped[int] = points_to("cohort.id", index=False)
    prompt_id: Mapped[int | None] = points_to("prompt.id")
    author_id: Mapped[int] = points_to("user_account.id", index=False)
    title: Mapped[str] = mapped_column(sa.String(160))
    opened_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    posts: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    last_post_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    submission_key: Mapped[str] = mapped_column(sa.String(13))


class ThreadLock(Base):
    """The record that a thread is closed to new posts, by whom and since when: no row, no lock.

    `locked_by` is empty for locks from before it was kept.
    """

    __tablename__ = "thread_lock"

    thread_id: Mapped[int] = points_to(
        "thread.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    locked_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    locked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
