"""Privacy notices, downloads, deletions of accounts, and complaints."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, PersonName, points_to
from cohort.kernel import clock

JUST_NOW = dt.timedelta(minutes=10)  # for so long, a finished download answers a new request


class PrivacyNotice(HasId, Base):
    """One version of the privacy notice. `facts` holds controllers, purposes with their lawful
    bases and retention, recipients and wording; a published version is never changed."""

    __tablename__ = "privacy_notice"

    number: Mapped[int] = mapped_column(unique=True)
    facts: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")

    __mapper_args__ = {"version_id_col": version}


class DataExport(HasId, Base):
    """One person's "download everything of mine": made by the worker, step by step."""

    __tablename__ = "data_export"

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    steps_done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str | None] = mapped_column(sa.String(200))
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    begun_at: Mapped[dt.datetime | None]
    ready_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    @property
    def is_being_made(self) -> bool:
        return self.ready_at is None and self.failed_at is None

    @property
    def was_made_just_now(self) -> bool:
        return self.ready_at is not None and self.ready_at > clock.now() - JUST_NOW

    @property
    def is_there(self) -> bool:
        return (
            self.file_key is not None
            and self.expires_at is not None
            and self.expires_at > clock.now()
        )


class AccountDeletion(HasId, Base):
    """A person's wish to delete their account, and the 14 days in which it can be undone."""

    __tablename__ = "account_deletion"

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    remove_posts: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    due_at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]


class ComplaintState(StrEnum):
    """The state of a complaint."""

    RECEIVED = "received"
    LOOKING_INTO_IT = "looking_into_it"
    ANSWERED = "answered"

    @property
    def words(self) -> str:
        """Its name for people."""
        return self.value.replace("_", " ")


class Complaint(HasId, Base):
    """A data-protection complaint. `acknowledge_by` and `answer_by` are days.

    Source of the duty: Data (Use and Access) Act 2025, section 103 (Data Protection Act 2018,
    section 164A): acknowledge within 30 days, then answer without undue delay.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        sa.CheckConstraint("state in ('received', 'looking_into_it', 'answered')", name="state"),
    )

    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    name: Mapped[str] = mapped_column(PersonName())
    email: Mapped[str] = mapped_column(sa.String(320), index=True)
    about: Mapped[str] = mapped_column(sa.Text)
    wanted: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(20), default=ComplaintState.RECEIVED)
    held_because: Mapped[str | None] = mapped_column(sa.String(200))
    received_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    acknowledged_at: Mapped[dt.datetime | None]
    acknowledge_by: Mapped[dt.date]
    # The day for the answer from our own settings; an administrator can postpone it with a reason.
    answer_by: Mapped[dt.date]
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[dt.datetime | None]
    submission_key: Mapped[str] = mapped_column(sa.String(13), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
