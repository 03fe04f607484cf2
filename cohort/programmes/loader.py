"""From a URL and a sign-in to an Actor, in one query, whatever the page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from cohort.access.actor import NOBODY, Actor, CohortScope, ProgrammeScope, Role
from cohort.accounts.models import SecondFactor, SignIn, User, Way
from cohort.accounts.settings import first_good_beginning
from cohort.db import db, fetch
from cohort.programmes.models import (
    Cohort,
    CohortStatus,
    Membership,
    Programme,
    ProgrammeOrganiser,
)

_organises = sa.exists().where(ProgrammeOrganiser.user_id == User.id)
_any_membership = aliased(Membership)
_facilitates = sa.exists().where(
    _any_membership.user_id == User.id,
    _any_membership.role == Role.FACILITATOR,
    _any_membership.left_at.is_(None),
)
_has_second_factor = sa.exists().where(
    SecondFactor.user_id == User.id, SecondFactor.confirmed_at.is_not(None)
)
# Notices are on a floor above: their two tables are named here, so that the number in the header
# costs no query of its own. Their own `IS_UNREAD` (cohort/notices/queries) says the same.
_notice = sa.table(
    "notice",
    *(sa.column(name) for name in ("user_id", "cohort_id", "subject_id", "read_at")),
    sa.column("place", sa.String),
)
_read = sa.table("read_through", *(sa.column(name) for name in ("user_id", "place", "through")))
_in_cohort = aliased(Membership)
MOST_NOTICES = 100  # that are counted: beyond it the header says "99+"
_unread_notices = (
    sa.select(sa.func.count())
    .select_from(
        sa.select(sa.literal(1))
        .select_from(_in_cohort)
        .join(
            _notice,
            sa.and_(
                _notice.c.user_id == _in_cohort.user_id,
                _notice.c.cohort_id == _in_cohort.cohort_id,
            ),
        )
        .where(
            _in_cohort.user_id == sa.bindparam("user_id"),
            _in_cohort.left_at.is_(None),
            _notice.c.read_at.is_(None),
            ~sa.exists().where(
                _read.c.user_id == _notice.c.user_id,
                _read.c.place == _notice.c.place + "",  # as there: PostgreSQL must not merge them
                _read.c.through >= _notice.c.subject_id,
            ),
        )
        .limit(MOST_NOTICES)
        .subquery()
    )
    .scalar_subquery()
)
_person = (
    User.name,
    User.time_zone.label("own_time_zone"),
    User.administrator_since,
    User.leaving_at,
    sa.func.coalesce(User.notice_seen_at, User.created_at).label("notice_known_at"),
    _organises.label("organises_something"),
    _facilitates.label("facilitates_something"),
    _has_second_factor.label("has_second_factor"),
    _unread_notices.label("unread_notices"),
    SignIn.id.label("sign_in_id"),
    SignIn.begun_at,
    SignIn.way,
    SignIn.vouched_by,
    SignIn.second_factor_at,
)
_this_sign_in = sa.and_(
    SignIn.id == sa.bindparam("sign_in_id"),
    SignIn.user_id == User.id,
    SignIn.ended_at.is_(None),
)
# A code that a facilitator read out must show them nothing that they could not see anyway.
_reader_hosts_it = aliased(Membership)
_opens_cohort = sa.or_(
    SignIn.id.is_(None),
    SignIn.way != Way.READ_OUT,
    sa.exists().where(
        _reader_hosts_it.cohort_id == Cohort.id,
        _reader_hosts_it.user_id == SignIn.vouched_by,
        _reader_hosts_it.role == Role.FACILITATOR,
        _reader_hosts_it.left_at.is_(None),
    ),
)
_programme = (
    Programme.id.label("programme_id"),
    Programme.slug.label("programme_slug"),
    Programme.name.label("programme_name"),
    Programme.agreement_number,
    _organises.where(ProgrammeOrganiser.programme_id == Programme.id).label("organises_here"),
)
_cohort = (
    Cohort.id.label("cohort_id"),
    Cohort.slug,
    Cohort.name.label("cohort_name"),
    Cohort.status,
    Cohort.accent,
    Cohort.starts_on,
    Cohort.ends_on,
    Cohort.time_zone,
    Membership.id.label("membership_id"),
    Membership.role,
    Membership.joined_at,
    Membership.agreed_number,
)
_good_sign_in = (
    User.id == sa.bindparam("user_id"),
    User.epoch == sa.bindparam("epoch"),
    User.deactivated_at.is_(None),
)
FOR_SITE = (
    sa.select(*_person).select_from(User).outerjoin(SignIn, _this_sign_in).where(*_good_sign_in)
)
FOR_PROGRAMME = (
    sa.select(*_person, *_programme)
    .select_from(User)
    .outerjoin(SignIn, _this_sign_in)
    .outerjoin(Programme, Programme.slug == sa.bindparam("slug"))
    .where(*_good_sign_in)
)
FOR_COHORT = (
    sa.select(*_person, *_programme, *_cohort)
    .select_from(User)
    .outerjoin(SignIn, _this_sign_in)
    .outerjoin(Cohort, Cohort.slug == sa.bindparam("slug"))
    .outerjoin(Programme, Programme.id == Cohort.programme_id)
    .outerjoin(
        Membership,
        sa.and_(
            Membership.cohort_id == Cohort.id,
            Membership.user_id == User.id,
            Membership.left_at.is_(None),
            _opens_cohort,
        ),
    )
    .where(*_good_sign_in)
)
MEMBER_OF = (
    sa.select(Cohort.slug)
    .join(Membership, Membership.cohort_id == Cohort.id)
    .where(Membership.user_id == sa.bindparam("user_id"), Membership.left_at.is_(None))
    .limit(2)
)


def load_actor(
    user_id: int,
    epoch: int,
    *,
    cohort_slug: str | None,
    programme_slug: str | None,
    sign_in_id: int | None = None,
) -> Actor:
    """Who is asking. NOBODY when the account is gone, or the sign-in was ended or is too old.

    `sign_in_id` is the browser's sign-in; without one (the command line, the demo, tests) no
    browser is asking, and no second factor is needed.

    An unknown slug gives an Actor with no standing there, like a stranger.
    """
    query: Any = FOR_SITE
    facts: dict[str, Any] = {"user_id": user_id, "epoch": epoch, "sign_in_id": sign_in_id}
    if cohort_slug is not None:
        query, facts["slug"] = FOR_COHORT, cohort_slug
    elif programme_slug is not None:
        query, facts["slug"] = FOR_PROGRAMME, programme_slug
    row = fetch(query, **facts).mappings().one_or_none()
    if row is None:
        return NOBODY
    if sign_in_id is not None:
        if row["sign_in_id"] is None or row["begun_at"] <= first_good_beginning():
            return NOBODY
        if _wants_second_factor(row):
            return Actor(
                half_user_id=user_id,
                sign_in_id=sign_in_id,
                must_set_up=not row["has_second_factor"],
                is_vouched_for=row["way"] == Way.READ_OUT,
            )
        if row["way"] == Way.READ_OUT and _is_host(row):
            return NOBODY  # they became a host after the code was read out
    return _actor(user_id, row)


def _wants_second_factor(row: Any) -> bool:
    if row["second_factor_at"] is not None:
        return False
    return row["has_second_factor"] or _is_compulsory_for(row)


def _is_compulsory_for(row: Any) -> bool:
    """Whether they need a second factor: with the setting on, all who see others' affairs do."""
    return _is_host(row) and bool(current_app.config["SECOND_FACTOR_COMPULSORY"])


def _is_host(row: Any) -> bool:
    """Whether they see other people's affairs."""
    return bool(
        row["administrator_since"] is not None
        or row["organises_something"]
        or row["facilitates_something"]
    )


def _actor(user_id: int, row: Any) -> Actor:
    programme = cohort = None
    if row.get("programme_id"):
        programme = ProgrammeScope(
            row["programme_id"], row["programme_slug"], row["programme_name"]
        )
    if row.get("cohort_id"):
        cohort = CohortScope(
            id=row["cohort_id"],
            slug=row["slug"],
            name=row["cohort_name"],
            status=row["status"],
            status_words=CohortStatus(row["status"]).words,
            accent=row["accent"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            time_zone=row["time_zone"],
            programme_name=row["programme_name"],
        )
    return Actor(
        user_id=user_id,
        name=row["name"],
        time_zone=row["own_time_zone"],
        sign_in_id=row["sign_in_id"] or 0,
        is_leaving=row["leaving_at"] is not None,
        notice_known_at=row["notice_known_at"],
        second_factor_compulsory=_is_compulsory_for(row),
        is_vouched_for=row["way"] == Way.READ_OUT,
        vouched_by=row["vouched_by"] or 0,
        joined_at=row.get("joined_at"),
        unread_notices=row["unread_notices"],
        agreement_due=bool(row.get("role")) and row["agreed_number"] < row["agreement_number"],
        is_administrator=row["administrator_since"] is not None,
        organises_something=row["organises_something"],
        organises_here=programme is not None and bool(row.get("organises_here")),
        membership_id=row.get("membership_id") or 0,
        role=Role(row["role"]) if row.get("role") else None,
        asked_cohort=cohort,
        asked_programme=programme,
    )


def only_cohort_of(user_id: int, epoch: int, sign_in_id: int) -> str | None:
    """The slug of the one cohort that somebody who signs in belongs to. None when there is
    something to choose (several cohorts, or a desk of a programme or of the site beside it), when
    a second step is still to come, and when a facilitator read the code out, which may not open
    that cohort."""
    db.session.flush()  # the sign-in has only just been added, and `fetch` does not
    actor = load_actor(user_id, epoch, cohort_slug=None, programme_slug=None, sign_in_id=sign_in_id)
    runs_something = actor.is_organiser or actor.is_administrator
    if not actor.is_signed_in or actor.is_vouched_for or runs_something:
        return None
    slugs = list(fetch(MEMBER_OF, user_id=actor.user_id).scalars())
    return slugs[0] if len(slugs) == 1 else None
