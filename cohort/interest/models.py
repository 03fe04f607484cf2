"""Expressions of interest."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, PersonName, points_to
from cohort.kernel import clock


class Stage(StrEnum):
    """How far an expression of interest has come."""

    REGISTERED = "registered"
    TALKING = "talking"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    NOT_THIS_TIME = "not_this_time"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """Its name for people: 'not this time'."""
        return self.value.replace("_", " ")


class ExpressionOfInterest(HasId, Base):
    """What a prospective participant registered. `expires_on` is the day to remove it.

    `held_because` says why it looks like spam; a person decides, nothing is refused.
    """

    __tablename__ = "expression_of_interest"
    __table_args__ = (
        sa.Index("ix_expression_of_interest_programme_id_id", "programme_id", "id"),
        sa.Index("ix_expression_of_interest_cohort_id_id", "cohort_id", "id"),
        sa.CheckConstraint(
            "stage in ('registered', 'talking', 'offered', 'accepted', 'waiting', "
            "'not_this_time', 'withdrawn')",
            name="stage",
        ),
    )

    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    programme_id: Mapped[int] = points_to("programme.id", index=False)
    cohort_id: Mapped[int | None] = points_to("cohort.id", index=False)
    name: Mapped[str] = mapped_column(PersonName())
    email: Mapped[str] = mapped_column(sa.String(320))
    organisation: Mapped[str] = mapped_column(sa.String(200))
    job: Mapped[str] = mapped_column(sa.String(200))
    hopes: Mapped[str] = mapped_column(sa.Text)
    stage: Mapped[str] = mapped_column(sa.String(20), default=Stage.REGISTERED)
    held_because: Mapped[str | None] = mapped_column(sa.String(200))
    registered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_on: Mapped[dt.date]
    notice_number: Mapped[int | None]  # the version of the privacy notice shown with the form
    submission_key: Mapped[str] = mapped_column(sa.String(13), unique=True)
