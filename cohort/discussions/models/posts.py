"""Posts."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class Post(HasId, Base):
    """One contribution to a thread. `told_at`: when its notices were made."""

    __tablename__ = "post"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "submission_key"),
        sa.Index("ix_post_thread_id_id", "thread_id", "id"),
        sa.Index("ix_post_author_id_id", "author_id", "id"),
        sa.Index(
            "ix_post_untold",
            "id",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        ),
    )

    thread_id: Mapped[int] = points_to("thread.id", index=False)
    author_id: Mapped[int] = points_to("user_account.id", index=False)
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    posted_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    submission_key: Mapped[str] = mapped_column(sa.String(13))
    told_at: Mapped[dt.datetime | None]
