"""Ways in: sign-ins, codes by mail, links to other providers, and failures, to slow guessing."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, PersonName, points_to
from cohort.kernel import clock


class Way(StrEnum):
    """How somebody proved who they are. `READ_OUT` proves only that a facilitator vouched."""

    PASSWORD = "password"  # noqa: S105 - the name of a way in
    CODE = "code"
    LINK = "link"
    READ_OUT = "read_out"
    MICROSOFT = "microsoft"
    INVITATION = "invitation"
    RESET = "reset"


class SignIn(HasId, Base):
    """One browser signed in as one person: what "where you are signed in" lists.

    Until `second_factor_at` is set, a person who needs a second factor may do nothing else.
    `vouched_by` is the facilitator who read the code out, if that was the way: the sign-in then
    opens only the cohorts that they facilitate.
    """

    __tablename__ = "sign_in"

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    vouched_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    way: Mapped[str] = mapped_column(sa.String(20))
    network: Mapped[str] = mapped_column(sa.String(60), default="")
    device: Mapped[str] = mapped_column(sa.String(120), default="")
    begun_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    second_factor_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class SignInFailure(HasId, Base):
    """One failed try to sign in, counted by account and by network to slow guessing down.

    `kind` says what was tried: a password or a code, counted apart. `browser` is set for a
    browser in which the person signed in before: strangers' tries do not slow it down.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        sa.Index("ix_sign_in_failure_email_at", "email", "at"),
        sa.Index("ix_sign_in_failure_network_at", "network", "at"),
    )

    email: Mapped[str] = mapped_column(sa.String(320))
    network: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[str] = mapped_column(sa.String(12), default="password")
    browser: Mapped[str] = mapped_column(sa.String(32), default="")
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class SignInRequest(HasId, Base):
    """Somebody asked for a code by mail. Stored whether or not the account exists; the worker
    answers it, so that the page's timing tells a stranger nothing.

    `browser` is the hash of a key that only the asking browser's cookie holds.
    """

    __tablename__ = "sign_in_request"
    __table_args__ = (
        sa.Index("ix_sign_in_request_email_asked_at", "email", "asked_at"),
        sa.Index("ix_sign_in_request_network_asked_at", "network", "asked_at"),
        sa.CheckConstraint("purpose in ('sign_in', 'reset')", name="purpose"),
    )

    email: Mapped[str] = mapped_column(sa.String(320))
    purpose: Mapped[str] = mapped_column(sa.String(20))
    browser: Mapped[str] = mapped_column(sa.String(64))
    network: Mapped[str] = mapped_column(sa.String(60))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[dt.datetime | None]


class SignInCode(HasId, Base):
    """A six-digit code, stored as a hash, good once: mailed in answer to a request, or read out
    by a facilitator (`read_out_by`)."""

    __tablename__ = "sign_in_code"
    __table_args__ = (
        sa.CheckConstraint("purpose in ('sign_in', 'reset', 'read_out')", name="purpose"),
    )

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    request_id: Mapped[int | None] = points_to("sign_in_request.id", ondelete="SET NULL")
    read_out_by: Mapped[int | None] = points_to("user_account.id", ondelete="SET NULL")
    purpose: Mapped[str] = mapped_column(sa.String(20))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    browser: Mapped[str] = mapped_column(sa.String(64), default="")
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class AddressChange(HasId, Base):
    """A request to change an address; it takes effect once confirmed from the new one."""

    __tablename__ = "address_change"

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    new_email: Mapped[str] = mapped_column(sa.String(320))
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]


class ExternalIdentity(HasId, Base):
    """A Microsoft Entra account that signs this person in: identified by tenant and object id,
    never by address, which a tenant's administrator can set at will."""

    __tablename__ = "external_identity"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "object_id"),)

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    tenant_id: Mapped[str] = mapped_column(sa.String(64))
    object_id: Mapped[str] = mapped_column(sa.String(64))
    shown_name: Mapped[str] = mapped_column(PersonName(320, optional=True), default="")
    connected_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[dt.datetime | None]


class KeptForm(HasId, Base):
    """A form that somebody sent after their sign-in had ended, until they sign in again.

    `sealed` is encrypted with a key that only that browser's cookie holds: nobody with the
    database alone can read it. `owner` is the keyed hash of the person or known browser whose
    room it takes up; empty for a stranger, whose network's room it takes up.
    """

    __tablename__ = "kept_form"
    __table_args__ = (sa.Index("ix_kept_form_owner_network", "owner", "network"),)

    sealed: Mapped[bytes]
    size: Mapped[int]
    network: Mapped[str] = mapped_column(sa.String(60))
    owner: Mapped[str] = mapped_column(sa.String(64), default="")
    kept_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
