"""Who sees what people say about themselves: the rule, and what lists, pages, photos and posts
show, for a crowd of people × fields × viewers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY, Actor, CohortScope, Role
from cohort.access.profiles import USUAL, SeenBy, chosen, sees, sees_days_away
from cohort.db import db
from cohort.discussions import queries as discussions
from cohort.discussions.models import Thread
from cohort.files import store
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Membership
from cohort.programmes.queries import get_person, people_visible_to
from tests.access.crowd import Crowd, Standing, full_cast, gather, secret
from tests.access.test_walls import crowds, few
from tests.conftest import Keeps
from tests.world import Person, World

# --- The rule itself -------------------------------------------------------------------------


@dataclass(frozen=True)
class Somebody:
    user_id: int = 1
    cohort_id: int = 10
    seen_by: Any = None


def viewer(user_id: int, role: Role | None, cohort_id: int = 10, **facts: Any) -> Actor:
    day = dt.date(2027, 1, 1)
    scope = CohortScope(cohort_id, "c", "C", "running", "", 1, day, day, "Europe/London", "P")
    return Actor(user_id=user_id, role=role, asked_cohort=scope, **facts)


FACILITATOR, PARTICIPANT = viewer(2, Role.FACILITATOR), viewer(3, Role.PARTICIPANT)
ME = viewer(1, Role.PARTICIPANT)


@pytest.mark.parametrize(
    ("choice", "readers"),
    [
        ("cohort", (True, True, True)),
        ("facilitators", (True, True, False)),
        ("me", (True, False, False)),
        ("nonsense", (True, False, False)),
        (None, (True, False, False)),
        ([], (True, False, False)),
    ],
)
def test_a_field_is_seen_by_whom_it_was_chosen_for(
    choice: Any, readers: tuple[bool, bool, bool]
) -> None:
    for field in USUAL:
        somebody = Somebody(seen_by={field: choice})
        assert (
            tuple(sees(who, somebody, field) for who in (ME, FACILITATOR, PARTICIPANT)) == readers
        )


def test_nobody_outside_the_cohort_sees_anything_whatever_was_chosen() -> None:
    outsiders = [
        NOBODY,
        viewer(4, Role.FACILITATOR, cohort_id=11),
        viewer(1, Role.PARTICIPANT, cohort_id=11),
        viewer(5, None),
        viewer(6, None, is_administrator=True, organises_here=True, organises_something=True),
    ]
    for choice in SeenBy:
        somebody = Somebody(seen_by=dict.fromkeys(USUAL, choice))
        for who in outsiders:
            assert not any(sees(who, somebody, field) for field in USUAL)
            assert not sees_days_away(who, somebody)


def test_days_away_are_seen_by_oneself_and_the_facilitators() -> None:
    somebody = Somebody(seen_by=dict.fromkeys(USUAL, SeenBy.ME))
    assert [sees_days_away(who, somebody) for who in (ME, FACILITATOR, PARTICIPANT)] == [
        True,
        True,
        False,
    ]


def test_the_name_of_no_field_is_an_error_rather_than_an_answer() -> None:
    with pytest.raises(KeyError):
        chosen({}, "salary")
    with pytest.raises(KeyError):
        sees(ME, Somebody(seen_by={}), "salary")


# --- A crowd -----------------------------------------------------------------------------------


def expected(who: Actor, person: Person, standing: Standing, field: str) -> bool:
    """Worked out here once more, from the words on the page alone."""
    if who.user_id == person.id:
        return True
    choice = dict(zip(USUAL, standing.seen_by, strict=True))[field]
    return choice == "cohort" or (choice == "facilitators" and who.role == "facilitator")


def lists_and_pages_show_each_field_to_exactly_whom_it_is_for(world: World, crowd: Crowd) -> None:
    known = {person.id: (person, standing) for person, standing in crowd.people}
    with world.app.app_context():
        memberships = list(db.session.scalars(sa.select(Membership)))
        for who in crowd.actors_in_cohorts():
            here = {m.id for m in memberships if m.cohort_id == who.cohort.id and not m.left_at}
            listed = {line.membership_id: line for line in people_visible_to(who)}
            assert set(listed) == (here if who.role else set())
            for membership in memberships:
                try:
                    page = get_person(who, membership.id)
                except NotFound:
                    assert membership.id not in listed
                    continue
                assert page == listed[membership.id], "the page shows other than the list"
                person, standing = known[membership.user_id]
                for field in USUAL:
                    shown = page.photo_key if field == "photo" else getattr(page, field)
                    holds = (
                        f"photos/{person.id}.webp" if field == "photo" else secret(person, field)
                    )
                    right = expected(who, person, standing, field)
                    assert shown == (holds if right else ""), (field, standing, who.role)
                own = who.user_id == person.id
                away = standing.away and (own or who.role == Role.FACILITATOR)
                assert bool(page.away_until) is away
                assert bool(page.shown_to) is own


def beside_a_post_stands_the_organisation_only_for_whom_it_is(world: World, crowd: Crowd) -> None:
    known = {person.id: (person, standing) for person, standing in crowd.people}
    with world.app.app_context():
        for who in crowd.actors_in_cohorts():
            for thread in db.session.scalars(sa.select(Thread)):
                for line in discussions.posts_in(who, thread).rows:  # type: ignore[arg-type]
                    person, standing = known[line.author_id]
                    right = expected(who, person, standing, "organisation")
                    assert line.organisation == (secret(person, "organisation") if right else "")


CHECKS = (
    lists_and_pages_show_each_field_to_exactly_whom_it_is_for,
    beside_a_post_stands_the_organisation_only_for_whom_it_is,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_with_the_full_cast(kept: Keeps, check: Callable[[World, Crowd], None]) -> None:
    crowd = kept(full_cast)
    check(crowd.world, crowd)


@few
@crowds
def test_with_any_crowd(world: World, cast: list[Standing]) -> None:
    crowd = gather(world, cast)
    for check in CHECKS:
        check(world, crowd)


@pytest.mark.sqlite_is_enough
def test_the_pages_themselves_hold_nothing_that_is_hidden(kept: Keeps) -> None:
    """The whole HTML, photo addresses and all, of every member as every member."""
    crowd = kept(full_cast)
    world = crowd.world
    known = {person.id: (person, standing) for person, standing in crowd.people}
    with world.database():
        for person, _ in crowd.people:
            for size in ("", "-small"):
                store.put(f"photos/{person.id}{size}.webp", f"face {person.id}{size}".encode())
        rows = [
            (m.id, m.user_id, m.cohort_id, m.left_at)
            for m in db.session.scalars(sa.select(Membership))
        ]
        asking = [(world.actor(p, cohort=crowd.cohorts[0]), p) for p, _ in crowd.people]
        first = asking[0][0].cohort.id
    slug, seen = crowd.cohorts[0], set()
    for who, asker in asking:
        browser = world.browser(asker)
        listing = browser.get(f"/cohorts/{slug}/people")
        for membership_id, user_id, cohort_id, left in rows:
            person, standing = known[user_id]
            address = f"/cohorts/{slug}/people/{ids.write_id(membership_id)}"
            page = browser.get(address)
            photo = browser.client.get(address + "/photo")
            small = browser.client.get(address + "/photo?small=1")
            together = who.role is not None and cohort_id == first and not left
            assert page.status == (200 if together else 404 if who.role else page.status)
            for field in USUAL:
                right = together and expected(who, person, standing, field)
                seen.add(right)
                if field == "photo":
                    assert (photo.status_code == 200, small.status_code == 200) == (right, right)
                    assert not right or photo.data == f"face {user_id}".encode()
                    assert not right or small.data == f"face {user_id}-small".encode()
                    continue
                assert (secret(person, field) in page.body) is right
                listed = field in ("pronouns", "job", "organisation") and right
                other_reasons = user_id in {row[1] for row in rows if row[0] != membership_id}
                assert (secret(person, field) in listing.body) is listed or other_reasons
            if photo.status_code == 200:
                assert photo.headers["Cache-Control"] == "private, no-store"
                assert photo.mimetype == "image/webp"
    assert seen == {True, False}


def test_a_profile_shows_in_a_cohort_only_while_one_is_in_it(world: World) -> None:
    cohort = world.cohort(world.programme())
    one, other = world.person("One"), world.person("Other")
    membership = world.join(one, cohort)
    world.join(other, cohort)
    world.photo(one)
    address = f"/cohorts/{cohort}/people/{ids.write_id(membership)}"
    browser = world.browser(other)
    assert browser.get(address).status == 200
    with world.database():
        db.session.execute(
            sa.update(Membership).where(Membership.id == membership).values(left_at=sa.func.now())
        )
    assert browser.get(address).status == 404
    assert browser.client.get(address + "/photo").status_code == 404
