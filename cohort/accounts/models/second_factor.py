"""The second factor: one secret per person, and recovery codes for when the phone is lost."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class SecondFactor(Base):
    """A time-based one-time password (RFC 6238). It is in force once `confirmed_at` is set.

    `sealed_secret` is encrypted with a key made from SECRET_KEY. `offered_secret`, shown as a QR
    code since `begun_at`, replaces it when the person gives a code made from it: until then an
    older phone still works. `last_step` is the newest 30-second step whose code was used: codes
    of that step and older are refused. Until `codes_kept_at` is set, the recovery codes can be
    shown again.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[int] = points_to(
        "user_account.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    sealed_secret: Mapped[str] = mapped_column(sa.String(300), default="")
    offered_secret: Mapped[str | None] = mapped_column(sa.String(300))
    begun_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[dt.datetime | None]
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    codes_kept_at: Mapped[dt.datetime | None]


class RecoveryCode(HasId, Base):
    """One of the codes to write down, stored as a slow hash (cohort/accounts/recovery_codes.py);
    each is good once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    code_hash: Mapped[str] = mapped_column(sa.String(200))
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    used_at: Mapped[dt.datetime | None]
