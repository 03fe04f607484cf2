"""Finding people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import ExternalIdentity, RecoveryCode, SecondFactor, SignInFailure, User
from cohort.db import db
from cohort.kernel.errors import NotFound


def find_user_by_email(email: str) -> User | None:
    """The active person with this address, whatever its case; None when there is none."""
    return db.session.scalar(
        sa.select(User).where(User.email == email.strip().lower(), User.deactivated_at.is_(None))
    )


def count_failures(*, email: str, network: str, since: dt.datetime) -> tuple[int, int]:
    """How many sign-ins failed since a moment: (for this address, from this network)."""
    counts = sa.select(
        sa.select(sa.func.count())
        .where(SignInFailure.email == email, SignInFailure.at >= since)
        .scalar_subquery(),
        sa.select(sa.func.count())
        .where(SignInFailure.network == network, SignInFailure.at >= since)
        .scalar_subquery(),
    )
    by_email, by_network = db.session.execute(counts).one()
    return by_email, by_network


@dataclass(frozen=True)
class AccountState:
    """What the account page says about one's own account."""

    name: str
    email: str
    second_factor_since: dt.datetime | None
    microsoft_accounts: int


def account_state(viewer: Actor) -> AccountState:
    """The viewer's own account at a glance, in one query."""
    microsoft_accounts = (
        sa.select(sa.func.count())
        .where(ExternalIdentity.user_id == User.id)
        .scalar_subquery()
        .label("microsoft_accounts")
    )
    second_factor_since = SecondFactor.confirmed_at.label("second_factor_since")
    query = (
        sa.select(User.name, User.email, second_factor_since, microsoft_accounts)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(User.id == viewer.user_id)
    )
    return AccountState(**db.session.execute(query).mappings().one())


def get_user(user_id: int) -> User:
    """The person with this id, active or not. Raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such person.")
    return user


def find_second_factor(user_id: int, *, alone: bool = False) -> SecondFactor | None:
    """A person's second factor, confirmed or only begun; `alone`: nobody else may look at it to
    change it until this transaction ends."""
    query = sa.select(SecondFactor).where(SecondFactor.user_id == user_id)
    return db.session.scalar(query.with_for_update() if alone else query)


def recovery_codes_left(user_id: int) -> list[RecoveryCode]:
    """A person's recovery codes that are still good, in the order they were made."""
    query = sa.select(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(RecoveryCode.id)))


def find_external_identity(tenant_id: str, object_id: str) -> ExternalIdentity | None:
    """The connection of this Microsoft account to somebody here."""
    return db.session.scalar(
        sa.select(ExternalIdentity).where(
            ExternalIdentity.tenant_id == tenant_id, ExternalIdentity.object_id == object_id
        )
    )


def external_identities_of(viewer: Actor) -> list[ExternalIdentity]:
    """The Microsoft accounts connected to the viewer's own, oldest first."""
    query = sa.select(ExternalIdentity).where(ExternalIdentity.user_id == viewer.user_id)
    return list(db.session.scalars(query.order_by(ExternalIdentity.id)))
