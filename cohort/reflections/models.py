"""Reflections."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class Reflection(HasId, Base):
    """One entry of a person's log. Private: nobody but the author has any way to read it.

    `submission_key`: a form that is sent twice writes only one entry.
    """

    __tablename__ = "reflection"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "submission_key"),
        sa.Index("ix_reflection_author_id_cohort_id_id", "author_id", "cohort_id", "id"),
        sa.Index(
            "ix_reflection_author_id_cohort_id_prompt_id_id",
            *("author_id", "cohort_id", "prompt_id", "id"),
        ),
    )

    author_id: Mapped[int] = points_to("user_account.id", index=False)
    cohort_id: Mapped[int] = points_to("cohort.id")
    prompt_id: Mapped[int | None] = points_to("prompt.id")
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    submission_key: Mapped[str] = mapped_column(sa.String(13))

    __mapper_args__ = {"version_id_col": version}
