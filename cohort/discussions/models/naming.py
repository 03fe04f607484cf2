"""Posts without a name: cohorts that have ended the choice, and names that were asked for."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class NamelessEnding(Base):
    """In this cohort nobody posts without their name any more. What was posted so stays so."""

    __tablename__ = "nameless_ending"

    cohort_id: Mapped[int] = points_to(
        "cohort.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    ended_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    ended_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Unmasking(HasId, Base):
    """A facilitator asked who wrote a post without a name, said why, and was told. Never undone,
    and nothing but this row lets anybody see the name. It does not hold the author."""

    __tablename__ = "unmasking"
    __table_args__ = (sa.UniqueConstraint("post_id", "unmasked_by"),)

    post_id: Mapped[int] = points_to("post.id", index=False, ondelete="CASCADE")
    unmasked_by: Mapped[int] = points_to("user_account.id")
    reason: Mapped[str] = mapped_column(sa.String(1000))
    unmasked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
