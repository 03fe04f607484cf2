"""The people of a cohort, as the viewer may see them: hidden fields are left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.access.profiles import USUAL, SeenBy, chosen, sees, sees_days_away
from cohort.accounts.models import Away, Profile, User
from cohort.db import fetch
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Membership

MOST_PEOPLE = 600  # a cohort has at most 500 places, and its facilitators
TEXTS = tuple(field for field in USUAL if field != "photo")


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the viewer may see them: an empty field is either not filled in, or hidden.

    `away_until`: the last of the days away, if they are away today. `shown_to` is {field: who
    else sees it} for the viewer's own page, and empty for anybody else's.
    """

    membership_id: int
    user_id: int
    name: str
    role: str
    organisation: str = ""
    pronouns: str = ""
    job: str = ""
    place: str = ""
    working_on: str = ""
    can_help_with: str = ""
    photo_key: str = ""
    away_until: dt.date | None = None
    shown_to: Mapping[str, SeenBy] | None = None

    @property
    def filled(self) -> set[str]:
        """The fields with something in them for this viewer."""
        return {name for name in TEXTS if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rule needs to know about somebody."""

    user_id: int
    cohort_id: int
    seen_by: Mapping[str, Any]


_away_until = (
    sa.select(sa.func.max(Away.last_day))
    .where(
        Away.user_id == User.id,
        Away.first_day <= sa.bindparam("today"),
        Away.last_day >= sa.bindparam("today"),
    )
    .scalar_subquery()
)
_people = (
    sa.select(
        Membership.id.label("membership_id"),
        Membership.cohort_id,
        User.id.label("user_id"),
        User.name,
        Membership.role,
        Membership.organisation.label("joined_from"),
        Profile.user_id.label("has_profile"),
        Profile.pronouns,
        Profile.job,
        Profile.organisation,
        Profile.place,
        Profile.working_on,
        Profile.can_help_with,
        Profile.photo_key,
        Profile.seen_by,
        _away_until.label("away_until"),
    )
    .join(User, User.id == Membership.user_id)
    .outerjoin(Profile, Profile.user_id == User.id)
    .where(Membership.cohort_id == sa.bindparam("cohort_id"), Membership.left_at.is_(None))
)
PEOPLE = _people.order_by(
    (Membership.role == Role.FACILITATOR).desc(), User.name, Membership.id
).limit(MOST_PEOPLE)
PERSON = _people.where(Membership.id == sa.bindparam("membership_id"))


def people_visible_to(viewer: Actor) -> Sequence[Person]:
    """The members of the viewer's cohort: facilitators first, then by name."""
    if viewer.role is None:
        return []
    rows = fetch(PEOPLE, cohort_id=viewer.cohort.id, today=_today(viewer)).mappings()
    return [_as_seen(viewer, row) for row in rows]


def get_person(viewer: Actor, membership_id: int) -> Person:
    """One member of the viewer's cohort. Raises NotFound."""
    row = None
    if viewer.role is not None:
        facts = {"cohort_id": viewer.cohort.id, "today": _today(viewer)}
        row = fetch(PERSON, membership_id=membership_id, **facts).mappings().one_or_none()
    if row is None:
        raise NotFound("No such person.")
    return _as_seen(viewer, row)


def organisation_as_seen(
    viewer: Actor, user_id: int, joined_from: str, profile: Mapping[str, Any] | None
) -> str:
    """The organisation beside somebody's name: from their profile or, until they have one, from
    their invitation. Empty where they hide it."""
    seen_by = (profile or {}).get("seen_by") or {}
    if not sees(viewer, Shown(user_id, viewer.cohort.id, seen_by), "organisation"):
        return ""
    return str(profile["organisation"]) if profile else joined_from


def _as_seen(viewer: Actor, row: Mapping[str, Any]) -> Person:
    shown = Shown(row["user_id"], row["cohort_id"], row["seen_by"] or {})
    texts = {name: row[name] or "" for name in TEXTS if sees(viewer, shown, name)}
    profile = row if row["has_profile"] else None
    texts["organisation"] = organisation_as_seen(
        viewer, row["user_id"], row["joined_from"], profile
    )
    own = row["user_id"] == viewer.user_id
    return Person(
        membership_id=row["membership_id"],
        user_id=row["user_id"],
        name=row["name"],
        role=row["role"],
        photo_key=(row["photo_key"] or "") if sees(viewer, shown, "photo") else "",
        away_until=row["away_until"] if sees_days_away(viewer, shown) else None,
        shown_to={name: chosen(shown.seen_by, name) for name in USUAL} if own else None,
        **texts,
    )


def _today(viewer: Actor) -> dt.date:
    return clock.in_zone(clock.now(), viewer.cohort.time_zone).date()
