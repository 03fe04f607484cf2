"""Answering by mail: the addresses that replies go to, and the posts that came so."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class ReplyAddress(HasId, Base):
    """The address by which one person answers one thread: its token is the id and `generation`,
    signed, so that nobody finds it in the database. It is good for some time after `mailed_at`,
    when a mail last carried it; when it is issued anew after that, `generation` rises."""

    __tablename__ = "reply_address"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "thread_id"),
        sa.Index("ix_reply_address_mailed_at", "mailed_at"),
    )

    user_id: Mapped[int] = points_to("user_account.id", index=False, ondelete="CASCADE")
    thread_id: Mapped[int] = points_to("thread.id", ondelete="CASCADE")
    post_id: Mapped[int] = mapped_column(sa.BigInteger)  # which the latest mail told of
    generation: Mapped[int] = mapped_column(default=0)
    mailed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class MailedPost(HasId, Base):
    """That a post came by mail. `whole` is the mail's text and `left_out` what is not in the post,
    kept for some days for its author only; then both are empty."""

    __tablename__ = "mailed_post"
    __table_args__ = (sa.Index("ix_mailed_post_user_id_at", "user_id", "at"),)

    post_id: Mapped[int] = points_to("post.id", index=False, unique=True, ondelete="CASCADE")
    user_id: Mapped[int] = points_to("user_account.id", index=False, ondelete="CASCADE")
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    whole: Mapped[str] = mapped_column(sa.Text, default="")
    left_out: Mapped[str] = mapped_column(sa.Text, default="")
    lines: Mapped[int] = mapped_column(default=0)
