"""Who follows which thread and post."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, points_to
from cohort.kernel import clock


class ThreadFollowing(Base):
    """How a person follows a thread, or that they do not want to hear of it.

    `state` is "following", "stopped" or "muted"; `why` they began to: "began" it, "wrote" in it,
    or "asked". Nobody's own posts change a state that they chose.
    """

    __tablename__ = "thread_following"
    __table_args__ = (
        sa.CheckConstraint("state in ('following', 'stopped', 'muted')", name="state"),
        sa.CheckConstraint("why in ('began', 'wrote', 'asked')", name="why"),
    )

    thread_id: Mapped[int] = points_to(
        "thread.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    user_id: Mapped[int] = points_to("user_account.id", primary_key=True, ondelete="CASCADE")
    state: Mapped[str] = mapped_column(sa.String(10))
    why: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class PostFollowing(Base):
    """That a person wants to hear of answers to one post, or ("stopped") to their own no more.

    An author hears of answers to a post without a row.
    """

    __tablename__ = "post_following"
    __table_args__ = (sa.CheckConstraint("state in ('following', 'stopped')", name="state"),)

    post_id: Mapped[int] = points_to("post.id", primary_key=True, index=False, ondelete="CASCADE")
    user_id: Mapped[int] = points_to("user_account.id", primary_key=True, ondelete="CASCADE")
    state: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
