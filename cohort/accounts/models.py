"""People."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId
from cohort.kernel import clock


class User(HasId, Base):
    """A person with an account. `email` is kept in lower case.

    Raising `epoch` ends every sign-in of the person at once.
    """

    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    administrator_since: Mapped[dt.datetime | None]
    deactivated_at: Mapped[dt.datetime | None]


class SignInFailure(HasId, Base):
    """One failed try to sign in, counted by account and by network to slow guessing down."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        sa.Index("ix_sign_in_failure_email_at", "email", "at"),
        sa.Index("ix_sign_in_failure_network_at", "network", "at"),
    )

    email: Mapped[str] = mapped_column(sa.String(320))
    network: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
