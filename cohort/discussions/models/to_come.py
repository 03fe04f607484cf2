"""Threads that are written and open later."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.discussions.models.threads import ThreadKind
from cohort.kernel import clock


class ThreadToCome(HasId, Base):
    """A thread that opens at `opens_at`, and until then is none: it has no post, and nothing that
    reads threads can find it. `body`: of its first post, as Markdown; `version` rises with each
    change."""

    __tablename__ = "thread_to_come"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "submission_key"),
        sa.Index("ix_thread_to_come_cohort_id_opens_at", "cohort_id", "opens_at"),
        sa.Index("ix_thread_to_come_opens_at", "opens_at"),
    )

    cohort_id: Mapped[int] = points_to("cohort.id", index=False)
    module_id: Mapped[int | None] = points_to("module.id", ondelete="SET NULL")
    author_id: Mapped[int] = points_to("user_account.id", index=False, ondelete="CASCADE")
    kind: Mapped[str] = mapped_column(sa.String(12), default=ThreadKind.OPEN)
    title: Mapped[str] = mapped_column(sa.String(160))
    body: Mapped[str] = mapped_column(sa.Text)
    opens_at: Mapped[dt.datetime]
    written_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str] = mapped_column(sa.String(13))
