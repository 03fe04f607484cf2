"""Whom a post of a cohort may name with an @, and how each is written.

Everybody who is in the cohort now, under their name. Where several have the same name, each is
written with their organisation, as far as everyone in the cohort sees it and it tells them apart;
otherwise with a number, in the order in which they joined.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.access.profiles import SeenBy, chosen
from cohort.accounts.models import Profile, User
from cohort.db import fetch
from cohort.discussions.models import Mention, Post, Thread
from cohort.kernel import ids
from cohort.markdown import Called, Names, folded
from cohort.notices.kinds import path_to
from cohort.programmes.models import Cohort, Membership
from cohort.programmes.queries import MOST_PEOPLE

MOST_NAMED = 10  # people in one post
_LINK = re.compile(r'<a class="mention" href="[^"]*/([0-9a-z]+)">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Nameable:
    """Somebody who can be named. `written`: what stands behind the @; `organisation`: as everyone
    in the cohort sees it."""

    user_id: int
    membership_id: int
    cohort_slug: str
    name: str
    organisation: str
    written: str


NAMEABLE = (
    sa.select(
        User.id.label("user_id"),
        Membership.id.label("membership_id"),
        Cohort.slug.label("cohort_slug"),
        User.name,
        Membership.organisation.label("joined_from"),
        Profile.user_id.label("has_profile"),
        Profile.organisation,
        Profile.seen_by,
    )
    .join(User, User.id == Membership.user_id)
    .join(Cohort, Cohort.id == Membership.cohort_id)
    .outerjoin(Profile, Profile.user_id == User.id)
    .where(
        Membership.cohort_id == sa.bindparam("cohort_id"),
        Membership.left_at.is_(None),
        User.deactivated_at.is_(None),
    )
    .order_by(User.name, Membership.id)
    .limit(MOST_PEOPLE)
)
# Of a Post in its Thread: the memberships of those it names who are in the cohort now.
NAMED_MEMBERS = (
    sa.select(sa.func.aggregate_strings(sa.cast(Membership.id, sa.String), " "))
    .join(Mention, Mention.user_id == Membership.user_id)
    .where(
        Mention.post_id == Post.id,
        Membership.cohort_id == Thread.cohort_id,
        Membership.left_at.is_(None),
    )
    .correlate(Post, Thread)
    .scalar_subquery()
)
NAMED = sa.select(Mention.user_id).where(Mention.post_id == sa.bindparam("post_id"))


def nameable(cohort_id: int) -> list[Nameable]:
    """Everybody in a cohort, by name. The caller has checked that the viewer is in it."""
    rows = fetch(NAMEABLE, cohort_id=cohort_id).all()
    same: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        same[folded(row.name)].append(row)
    written = {key: words for found in same.values() for key, words in _told_apart(found)}
    return [
        Nameable(
            row.user_id,
            row.membership_id,
            row.cohort_slug,
            row.name,
            _organisation(row),
            written[row.membership_id],
        )
        for row in rows
    ]


def nameable_by(viewer: Actor) -> list[Nameable]:
    """Whom the viewer is offered: everybody in their cohort but themselves."""
    if viewer.role is None:
        return []
    return [one for one in nameable(viewer.cohort.id) if one.user_id != viewer.user_id]


def names_of(people: Iterable[Nameable]) -> Names:
    """What the parser looks for. A name of several people counts for none of them."""
    known: dict[str, Called | None] = {}
    for one in people:
        slug, member = one.cohort_slug, one.membership_id
        address = path_to("programmes.show_person", cohort_slug=slug, membership_id=member)
        who = Called(one.user_id, address)
        key = folded(one.written)
        known[key] = None if key in known else who
        if folded(one.name) != key:
            known[folded(one.name)] = None
    known.pop("", None)
    return Names(known, MOST_NAMED)


def only_members(html: str, members: str | None) -> str:
    """A post's HTML without the links of names whose people have left: their pages are gone.
    `members`: what NAMED_MEMBERS gave for it."""
    present = {ids.write_id(int(number)) for number in (members or "").split()}
    return _LINK.sub(lambda link: link[0] if link[1] in present else link[2], html)


def named_in(post_id: int) -> set[int]:
    """Whom a post names, as stored."""
    return set(fetch(NAMED, post_id=post_id).scalars())


def _told_apart(rows: Sequence[Any]) -> Iterable[tuple[int, str]]:
    """(membership, how they are written) of the people of one name."""
    if len(rows) == 1:
        return [(rows[0].membership_id, rows[0].name)]
    count = Counter(folded(_organisation(row)) for row in rows)
    joined = sorted(row.membership_id for row in rows)
    return [(row.membership_id, f"{row.name} ({_mark(row, count, joined)})") for row in rows]


def _mark(row: Any, count: Mapping[str, int], joined: list[int]) -> str:
    organisation = _organisation(row)
    if organisation and count[folded(organisation)] == 1:
        return organisation
    return str(joined.index(row.membership_id) + 1)


def _organisation(row: Any) -> str:
    if chosen(row.seen_by or {}, "organisation") is not SeenBy.COHORT:
        return ""
    return str((row.organisation if row.has_profile else row.joined_from) or "")
