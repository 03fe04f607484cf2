"""Drafts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock

LONGEST_ABOUT = 200
LONGEST_TARGET = 100


class Draft(HasId, Base):
    """Text that a person typed in one form and has not saved.

    `key` is the form's submission key: two tabs are two drafts. `target` is what it is written to
    ("thread:<id>"), `based_on` the version or post that was the newest when it was begun.
    `writer` is the open page that wrote it last, and `turn` that page's count of its savings: an
    older saving that arrives late overwrites nothing.

    Without words, or once it is finished (saved, or thrown away), the row stays a while with no
    text, so that a saving under way cannot bring it back.
    """

    __tablename__ = "draft"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        sa.Index("ix_draft_target_saved_at", "target", "saved_at"),
        sa.Index("ix_draft_saved_at", "saved_at"),
    )

    user_id: Mapped[int] = points_to("user_account.id", index=False, ondelete="CASCADE")
    cohort_id: Mapped[int | None] = points_to("cohort.id")
    programme_id: Mapped[int | None] = points_to("programme.id")
    kind: Mapped[str] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(LONGEST_TARGET))
    key: Mapped[str] = mapped_column(sa.String(13))
    about: Mapped[str] = mapped_column(sa.String(LONGEST_ABOUT), default="")
    facts: Mapped[dict[str, Any]]
    based_on: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    has_words: Mapped[bool] = mapped_column(default=True)
    writer: Mapped[str] = mapped_column(sa.String(13), default="")
    turn: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    saved_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[dt.datetime | None]
