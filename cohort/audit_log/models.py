"""The history table. A database trigger (migration 001) stops any change or removal of its rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId
from cohort.kernel import clock


class HistoryEntry(HasId, Base):
    """One act. `details` holds plain facts about it, never what somebody wrote in private, nor
    anybody's name or address: erasing a person cannot reach it.

    `person_id` is the person it is about, whatever the subject: a membership's member, a
    message's reader. The ids have no foreign keys on purpose: the log outlives the rows that it
    mentions.
    """

    __tablename__ = "history"
    __table_args__ = (
        sa.Index("ix_history_programme_id_id", "programme_id", "id"),
        sa.Index("ix_history_subject_type_subject_id", "subject_type", "subject_id"),
        sa.Index("ix_history_cohort_id_id", "cohort_id", "id"),
        sa.Index("ix_history_actor_id_id", "actor_id", "id"),
        sa.Index("ix_history_person_id_id", "person_id", "id"),
        sa.Index("ix_history_action_id", "action", "id"),
        sa.Index("ix_history_at", "at"),
    )

    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    action: Mapped[str] = mapped_column(sa.String(60))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    person_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    programme_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    cohort_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
