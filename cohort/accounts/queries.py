"""Finding people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import (
    AddressChange,
    Away,
    ExternalIdentity,
    Profile,
    RecoveryCode,
    SecondFactor,
    SignIn,
    SignInCode,
    SignInFailure,
    SignInRequest,
    User,
)
from cohort.accounts.settings import first_good_beginning
from cohort.db import columns_of, db, fetch, row_of
from cohort.kernel import clock
from cohort.kernel.errors import NotFound

MOST_SIGN_INS = 50


def find_user_by_email(email: str) -> User | None:
    """The active person with this address, in upper or lower case; None when there is none."""
    return db.session.scalar(
        sa.select(User).where(User.email == email.strip().lower(), User.deactivated_at.is_(None))
    )


def get_active_user(user_id: int) -> User:
    """The person. Raises NotFound when they are deactivated, erased or never existed."""
    query = sa.select(User).where(User.id == user_id, User.deactivated_at.is_(None))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such person.")
    return found


@dataclass(frozen=True, slots=True)
class Failures:
    """How many tries failed, and when the last one did."""

    count: int
    last: dt.datetime | None


class Counted(Protocol):
    """What failures are counted by: see actions/throttling.py."""

    @property
    def kind(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def network(self) -> str: ...

    @property
    def browser(self) -> str: ...


def count_failures(
    attempt: Counted, *, since: dt.datetime, now: dt.datetime
) -> tuple[Failures, Failures]:
    """The failures between two moments: (on this account, from this network), in one query."""

    def found(what: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> Any:
        within = (SignInFailure.at >= since, SignInFailure.at <= now)
        return sa.select(what).where(*within, *where).scalar_subquery()

    on_account = (
        SignInFailure.email == attempt.email,
        SignInFailure.kind == attempt.kind,
        SignInFailure.browser == attempt.browser,
    )
    from_network = (SignInFailure.network == attempt.network, SignInFailure.browser == "")
    count, last = sa.func.count(), sa.func.max(SignInFailure.at)
    query = sa.select(
        found(count, *on_account).label("on_account"),
        found(last, *on_account).label("last_on_account"),
        found(count, *from_network).label("from_network"),
        found(last, *from_network).label("last_from_network"),
    )
    row = db.session.execute(query).one()
    return (
        Failures(row.on_account, row.last_on_account),
        Failures(row.from_network, row.last_from_network),
    )


def count_requests(
    *, email: str, network: str, now: dt.datetime, while_: dt.timedelta
) -> tuple[int, int, int]:
    """How many codes were asked for: (with this address in the short while, with it within a day,
    from this network in the short while). Requests dated in the future do not count."""
    since, yesterday = now - while_, now - dt.timedelta(days=1)

    def count(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        found = sa.select(sa.func.count()).where(SignInRequest.asked_at <= now, *where)
        return found.scalar_subquery()

    mine = SignInRequest.email == email
    query = sa.select(
        count(mine, SignInRequest.asked_at > since),
        count(mine, SignInRequest.asked_at > yesterday),
        count(SignInRequest.network == network, SignInRequest.asked_at > since),
    )
    lately, today, from_network = db.session.execute(query).one()
    return lately, today, from_network


def find_code(user_id: int, code_hash: str, purposes: Sequence[str]) -> SignInCode | None:
    """The newest unused code of this person with this hash."""
    return db.session.scalar(
        sa.select(SignInCode)
        .where(
            SignInCode.user_id == user_id,
            SignInCode.code_hash == code_hash,
            SignInCode.purpose.in_(purposes),
            SignInCode.used_at.is_(None),
        )
        .order_by(SignInCode.id.desc())
        .limit(1)
    )


def get_code_with_person(code_id: int, purpose: str) -> tuple[SignInCode, User] | None:
    """A code and the active person it is for."""
    query = (
        sa.select(SignInCode, User)
        .join(User, User.id == SignInCode.user_id)
        .where(
            SignInCode.id == code_id,
            SignInCode.purpose == purpose,
            User.deactivated_at.is_(None),
        )
    )
    row = db.session.execute(query).one_or_none()
    return (row.SignInCode, row.User) if row else None


def sign_ins_of(viewer: Actor) -> Sequence[SignIn]:
    """The viewer's present sign-ins, the latest seen first."""
    return db.session.scalars(
        sa.select(SignIn)
        .where(
            SignIn.user_id == viewer.user_id,
            SignIn.ended_at.is_(None),
            SignIn.begun_at > first_good_beginning(),
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(MOST_SIGN_INS)
    ).all()


def get_sign_in(user_id: int, sign_in_id: int) -> SignIn:
    """One of this person's own. Raises NotFound for anybody else's."""
    found = db.session.scalar(
        sa.select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id)
    )
    if found is None:
        raise NotFound("There is no such sign-in.")
    return found


def codes_read_out_to(viewer: Actor) -> Sequence[tuple[SignInCode, str]]:
    """Codes that were read out to the viewer, with the name of the facilitator, newest first."""
    reader = sa.select(User.name).where(User.id == SignInCode.read_out_by).scalar_subquery()
    query = (
        sa.select(SignInCode, reader)
        .where(SignInCode.user_id == viewer.user_id, SignInCode.purpose == "read_out")
        .order_by(SignInCode.id.desc())
        .limit(MOST_SIGN_INS)
    )
    return [(code, name or "Somebody who left") for code, name in db.session.execute(query)]


@dataclass(frozen=True)
class AccountState:
    """What the account page says about the viewer's own account."""

    name: str
    email: str
    second_factor_since: dt.datetime | None
    has_password: bool
    microsoft_accounts: int


_identities = sa.select(sa.func.count()).where(ExternalIdentity.user_id == User.id)
_state = columns_of(
    AccountState,
    name=User.name,
    email=User.email,
    second_factor_since=SecondFactor.confirmed_at,
    has_password=User.password_hash.is_not(None),
    microsoft_accounts=_identities.scalar_subquery(),
)
ACCOUNT_STATE = sa.select(*_state).outerjoin(SecondFactor)
ACCOUNT_STATE = ACCOUNT_STATE.where(User.id == sa.bindparam("user_id"))


def account_state(viewer: Actor) -> AccountState:
    """The viewer's own account at a glance, in one query."""
    return row_of(AccountState, fetch(ACCOUNT_STATE, user_id=viewer.user_id).one())


def get_user(user_id: int) -> User:
    """The person with this id, active or not. Raises NotFound."""
    if user := db.session.get(User, user_id):
        return user
    raise NotFound("There is no such person.")


def find_second_factor(user_id: int, *, alone: bool = False) -> SecondFactor | None:
    """A person's second factor, confirmed or only begun; `alone` locks its row until this
    transaction ends."""
    query = sa.select(SecondFactor).where(SecondFactor.user_id == user_id)
    if alone:
        take_person(user_id)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def take_person(user_id: int) -> None:
    """Lock this person's ways of signing in until the commit, waiting if need be."""
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))


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


def get_own_profile(viewer: Actor, *, to_change: bool = False) -> tuple[User, Profile]:
    """The viewer's account and profile; an empty profile, not yet stored, when there is none.

    `to_change` locks the account's row until the commit, so that of two changes one waits.
    """
    query = sa.select(User).where(User.id == viewer.user_id)
    if to_change:
        query = query.with_for_update()
    user = db.session.scalars(query).one()
    profile = db.session.get(Profile, user.id, populate_existing=True)
    return user, profile or Profile(user_id=user.id)


def days_away(viewer: Actor) -> list[Away]:
    """The viewer's own days away that are not over, the next ones first."""
    yesterday = clock.now().date() - dt.timedelta(days=1)  # still today somewhere
    query = sa.select(Away).where(Away.user_id == viewer.user_id, Away.last_day >= yesterday)
    return list(db.session.scalars(query.order_by(Away.first_day, Away.id)))


def find_owner(email: str) -> User | None:
    """The person with this address, active or not."""
    return db.session.scalar(sa.select(User).where(User.email == email))


def find_waiting_address(user_id: int) -> AddressChange | None:
    """The newest request to change the address that is neither confirmed nor cancelled."""
    return db.session.scalar(
        sa.select(AddressChange)
        .where(
            AddressChange.user_id == user_id,
            AddressChange.confirmed_at.is_(None),
            AddressChange.cancelled_at.is_(None),
        )
        .order_by(AddressChange.id.desc())
        .limit(1)
    )
