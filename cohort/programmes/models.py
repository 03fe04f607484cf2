"""Programmes, cohorts, memberships and organisers."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.access.actor import Role
from cohort.db import Base, HasId, PersonName, points_to
from cohort.kernel import clock

ACCENTS = 8


class CohortStatus(StrEnum):
    """The stage of a cohort's life."""

    DRAFT = "draft"
    OPEN_FOR_INTEREST = "open_for_interest"
    RUNNING = "running"
    FINISHED = "finished"
    ARCHIVED = "archived"

    @property
    def words(self) -> str:
        """As people read it: 'open for interest'."""
        return self.value.replace("_", " ")


class Programme(HasId, Base):
    """The offer: every fact of it is data an organiser edits. A template, with no dates."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    description_html: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    partners: Mapped[str] = mapped_column(sa.Text, default="")
    price: Mapped[str] = mapped_column(sa.String(300), default="")
    time_needed: Mapped[str] = mapped_column(sa.String(300), default="")
    contact_name: Mapped[str] = mapped_column(PersonName(optional=True), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(320), default="")
    agreement: Mapped[str] = mapped_column(sa.Text, default="")
    agreement_html: Mapped[str] = mapped_column(sa.Text, default="")
    # The number of the wording that members agree to now; 0 where there is none.
    agreement_number: Mapped[int] = mapped_column(default=0)
    keep_registrations_months: Mapped[int] = mapped_column(default=12)
    accent: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    published_at: Mapped[dt.datetime | None]

    __mapper_args__ = {"version_id_col": version}


class ProgrammeOrganiser(Base):
    """A person runs a programme, since this moment."""

    __tablename__ = "programme_organiser"

    programme_id: Mapped[int] = points_to("programme.id", primary_key=True, index=False)
    user_id: Mapped[int] = points_to("user_account.id", primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Cohort(HasId, Base):
    """One dated run of a programme. Days are days in `time_zone`."""

    __tablename__ = "cohort"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint("capacity > 0", name="capacity"),
        sa.CheckConstraint(
            "status in ('draft', 'open_for_interest', 'running', 'finished', 'archived')",
            name="status",
        ),
    )

    programme_id: Mapped[int] = points_to("programme.id")
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[str] = mapped_column(sa.String(20), default=CohortStatus.DRAFT)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    decision_by: Mapped[dt.date | None]
    capacity: Mapped[int] = mapped_column(default=24)
    time_zone: Mapped[str] = mapped_column(sa.String(60), default=clock.LONDON)
    accent: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)

    __mapper_args__ = {"version_id_col": version}


class Membership(HasId, Base):
    """A person in a cohort, as participant or facilitator. `left_at` closes it."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "user_id"),
        sa.CheckConstraint("role in ('participant', 'facilitator')", name="role"),
    )

    cohort_id: Mapped[int] = points_to("cohort.id", index=False)
    user_id: Mapped[int] = points_to("user_account.id")
    role: Mapped[str] = mapped_column(sa.String(20), default=Role.PARTICIPANT)
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    # The number of the newest wording that this person agreed to; 0 for none.
    agreed_number: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    left_at: Mapped[dt.datetime | None]


class AgreementVersion(HasId, Base):
    """One wording of a programme's cohort agreement, as it stood when it was published."""

    __tablename__ = "agreement_version"
    __table_args__ = (sa.UniqueConstraint("programme_id", "number"),)

    programme_id: Mapped[int] = points_to("programme.id", index=False)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    published_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Consent(HasId, Base):
    """A member agreed to one wording of the agreement."""

    __tablename__ = "consent"
    __table_args__ = (sa.UniqueConstraint("membership_id", "agreement_version_id"),)

    membership_id: Mapped[int] = points_to("membership.id", index=False, ondelete="CASCADE")
    agreement_version_id: Mapped[int] = points_to("agreement_version.id")
    agreed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Invitation(HasId, Base):
    """Turns an address into an account and, where `cohort_id` is set, a membership.

    Its link carries a signed token of its id and `generation`; raising the generation makes
    earlier links useless. It stays usable until its owner has finished (`accepted_at`), it
    expires, or it is revoked. A resent one is the same invitation, and its first link still works.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        sa.CheckConstraint("role in ('participant', 'facilitator')", name="role"),
        sa.Index("ix_invitation_cohort_id_id", "cohort_id", "id"),
        sa.Index("ix_invitation_email", "email"),
    )

    cohort_id: Mapped[int | None] = points_to("cohort.id", index=False)
    role: Mapped[str] = mapped_column(sa.String(20), default=Role.PARTICIPANT)
    email: Mapped[str] = mapped_column(sa.String(320))
    name: Mapped[str] = mapped_column(PersonName(optional=True), default="")
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    generation: Mapped[int] = mapped_column(default=1)
    invited_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    times_sent: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[dt.datetime]
    reminded_at: Mapped[dt.datetime | None]
    no_reminders_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    accepted_at: Mapped[dt.datetime | None]
    accepted_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
