"""People as administrators see them: accounts and roles, never anything of a log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.accounts.models import SecondFactor, SignIn, User
from cohort.db import columns_of, db, rows_of
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.programmes.models import Cohort, Membership, Programme, ProgrammeOrganiser

PAGE_SIZE = 50
MOST_CHOICES = 500
LONG_AGO = dt.timedelta(days=365)
KINDS = {
    "": "Everybody",
    "administrators": "Administrators",
    "organisers": "Organisers",
    "facilitators": "Facilitators",
    "closed": "Closed accounts",
    "quiet": "No visit for a year",
}


@dataclass(frozen=True)
class AccountRow:
    """An account in the list."""

    id: int
    name: str
    email: str
    is_administrator: bool
    is_organiser: bool
    is_facilitator: bool
    is_closed: bool
    last_seen_on: dt.date | None

    @property
    def roles(self) -> str:
        """'Administrator, facilitator', or 'Participant or nothing yet'."""
        names = (("administrator", self.is_administrator), ("organiser", self.is_organiser),
                 ("facilitator", self.is_facilitator))  # fmt: skip
        return ", ".join(name for name, has in names if has).capitalize()


_organises = sa.exists().where(ProgrammeOrganiser.user_id == User.id)
_facilitates = sa.exists().where(
    Membership.user_id == User.id,
    Membership.role == Role.FACILITATOR,
    Membership.left_at.is_(None),
)


def find_people(viewer: Actor, words: str, kind: str, before: int | None) -> Page[AccountRow]:
    """Accounts whose name or address contains `words`, newest first, without erased ones."""
    query = (
        sa.select(User, _organises.label("organises"), _facilitates.label("facilitates"))
        .where(User.erased_at.is_(None), sa.literal(viewer.is_administrator), *_of_kind(kind))
        .order_by(User.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if words:
        query = query.where(
            sa.or_(
                sa.func.lower(User.name).contains(words.lower(), autoescape=True),
                User.email.contains(words.lower(), autoescape=True),
            )
        )
    if before is not None:
        query = query.where(User.id < before)
    rows = db.session.execute(query).all()
    return Page.cut(
        [_account_row(row.User, row.organises, row.facilitates) for row in rows], PAGE_SIZE
    )


def _of_kind(kind: str) -> list[sa.ColumnElement[bool]]:
    long_ago = clock.now() - LONG_AGO
    conditions: dict[str, Any] = {
        "administrators": User.administrator_since.is_not(None),
        "organisers": _organises,
        "facilitators": _facilitates,
        "closed": User.deactivated_at.is_not(None),
        "quiet": sa.and_(
            User.created_at < long_ago,
            sa.or_(User.last_seen_on.is_(None), User.last_seen_on < long_ago.date()),
            ~sa.exists().where(SignIn.user_id == User.id, SignIn.last_seen_at >= long_ago),
        ),
    }
    return [conditions[kind]] if kind in conditions else []


def _account_row(user: User, organises: bool, facilitates: bool) -> AccountRow:
    return AccountRow(
        id=user.id,
        name=user.name,
        email=user.email,
        is_administrator=user.administrator_since is not None,
        is_organiser=organises,
        is_facilitator=facilitates,
        is_closed=user.deactivated_at is not None,
        last_seen_on=user.last_seen_on,
    )


@dataclass(frozen=True)
class Place:
    """A cohort or programme somebody belongs to."""

    id: int
    slug: str
    name: str
    role: str
    membership_id: int = 0
    left_at: dt.datetime | None = None


@dataclass(frozen=True)
class PersonFacts:
    """One account, with what an administrator may know of it."""

    user: User
    sign_ins: int
    last_seen_at: dt.datetime | None
    has_second_factor: bool
    cohorts: Sequence[Place]
    programmes: Sequence[Place]


def get_person(viewer: Actor, user_id: int) -> User:
    """The account. Raises NotFound, even for one that is erased."""
    found = db.session.get(User, user_id)
    if found is None or found.erased_at is not None or not viewer.is_administrator:
        raise NotFound("No such person.")
    return found


def facts_of(viewer: Actor, user_id: int) -> PersonFacts:
    """Everything the page of a person shows. Raises NotFound."""
    user = get_person(viewer, user_id)
    count, last, factor = db.session.execute(
        sa.select(
            sa.func.count(SignIn.id),
            sa.func.max(SignIn.last_seen_at),
            sa.exists()
            .where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
            .label("factor"),
        ).where(SignIn.user_id == user_id)
    ).one()
    cohorts = db.session.execute(
        sa.select(
            *columns_of(
                Place,
                id=Cohort.id,
                slug=Cohort.slug,
                name=Cohort.name,
                role=Membership.role,
                membership_id=Membership.id,
                left_at=Membership.left_at,
            )
        )
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(Membership.user_id == user_id)
        .order_by(Cohort.starts_on.desc(), Cohort.id)
    )
    programmes = db.session.execute(
        sa.select(
            *columns_of(
                Place,
                id=Programme.id,
                slug=Programme.slug,
                name=Programme.name,
                role=sa.literal("organiser"),
            )
        )
        .join(ProgrammeOrganiser, ProgrammeOrganiser.programme_id == Programme.id)
        .where(ProgrammeOrganiser.user_id == user_id)
        .order_by(Programme.name, Programme.id)
    )
    return PersonFacts(
        user=user,
        sign_ins=count,
        last_seen_at=last,
        has_second_factor=bool(factor),
        cohorts=rows_of(Place, cohorts),
        programmes=rows_of(Place, programmes),
    )


def is_last_administrator(user_id: int) -> bool:
    """Whether this person is the only administrator, not counting any who wait to be erased."""
    query = sa.select(User.id).where(
        User.administrator_since.is_not(None),
        User.deactivated_at.is_(None),
        sa.or_(User.leaving_at.is_(None), User.id == user_id),
    )
    return list(db.session.scalars(query.limit(2))) == [user_id]


def is_host(user_id: int) -> bool:
    """Whether somebody facilitates any cohort or organises any programme."""
    query = sa.select(sa.or_(_organises, _facilitates)).where(User.id == user_id)
    return bool(db.session.scalar(query))


def programme_choices(viewer: Actor) -> list[tuple[int, str]]:
    """(id, name) of every programme, for a select field."""
    query = sa.select(Programme.id, Programme.name).where(sa.literal(viewer.is_administrator))
    rows = db.session.execute(query.order_by(Programme.name, Programme.id).limit(MOST_CHOICES))
    return [(row.id, row.name) for row in rows]


def cohort_choices(viewer: Actor) -> list[tuple[int, str]]:
    """(id, name) of every cohort, newest first, for a select field."""
    query = sa.select(Cohort.id, Cohort.name).where(sa.literal(viewer.is_administrator))
    rows = db.session.execute(
        query.order_by(Cohort.starts_on.desc(), Cohort.id).limit(MOST_CHOICES)
    )
    return [(row.id, row.name) for row in rows]
