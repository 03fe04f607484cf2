"""A crowd of people with every kind of standing, and a crowd of things they wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from cohort.access.actor import Actor, Role
from cohort.access.profiles import USUAL
from cohort.accounts.models import Away, Profile, User
from cohort.db import db
from cohort.discussions.models import Post, Thread, ThreadLock
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.programmes import actions as programmes
from cohort.programmes.models import Cohort, Membership, Programme
from cohort.reflections.models import Reflection
from tests.world import Person, World

COHORTS = 3  # 0 and 1 are of programme 0, 2 is of programme 1
STARTED_DAYS_AGO = (25, -3, 200)  # module n opens (n - 1) * 21 days after the start
MODULES = 3
SEEN_BY = ("cohort", "facilitators", "me", "nonsense")
STANDINGS = (None, "participant", "facilitator", "left participant", "left facilitator")


@dataclass(frozen=True)
class Standing:
    """What to make of one person: a standing in each cohort, and what they run."""

    in_cohorts: tuple[str | None, ...]
    organises: frozenset[int] = frozenset()
    administrator: bool = False
    reflections: int = 1
    threads: int = 1
    locks: bool = False
    seen_by: tuple[str, ...] = ("cohort",) * len(USUAL)  # for each field of the profile
    away: bool = False


standings = st.builds(
    Standing,
    in_cohorts=st.tuples(*[st.sampled_from(STANDINGS)] * COHORTS),
    organises=st.frozensets(st.sampled_from((0, 1))),
    administrator=st.booleans(),
    reflections=st.integers(0, 2),
    threads=st.integers(0, 2),
    locks=st.booleans(),
    seen_by=st.tuples(*[st.sampled_from(SEEN_BY)] * len(USUAL)),
    away=st.booleans(),
)


def _all(choice: str) -> tuple[str, ...]:
    return (choice,) * len(USUAL)


# Every role at least once, and some of them together.
FULL_CAST = [
    Standing((None, None, None)),
    Standing(("participant", None, "participant"), reflections=2, seen_by=_all("facilitators")),
    Standing(("participant", "facilitator", None), locks=True, seen_by=_all("me"), away=True),
    Standing(("facilitator", None, "left participant"), seen_by=_all("facilitators"), away=True),
    Standing(("left participant", "participant", None), seen_by=_all("nonsense"), away=True),
    Standing(("left facilitator", None, "facilitator")),
    Standing((None, "participant", None), organises=frozenset({0})),
    Standing((None, None, None), organises=frozenset({1})),
    Standing(("participant", None, None), organises=frozenset({0, 1})),
    Standing((None, None, "participant"), administrator=True),
    Standing((None, None, None), administrator=True),
]


@dataclass
class Crowd:
    """What was made: slugs of programmes and cohorts, and people with their standing."""

    world: World
    programmes: list[str] = field(default_factory=list)
    cohorts: list[str] = field(default_factory=list)
    people: list[tuple[Person, Standing]] = field(default_factory=list)

    def actors_in_cohorts(self) -> Iterator[Actor]:
        """Everybody as they ask about each cohort. Needs an app context."""
        for person, _ in self.people:
            for slug in self.cohorts:
                yield self.world.actor(person, cohort=slug)

    def actors_in_programmes(self) -> Iterator[Actor]:
        """Everybody as they ask about each programme. Needs an app context."""
        for person, _ in self.people:
            for slug in self.programmes:
                yield self.world.actor(person, programme=slug)


def gather(world: World, cast: list[Standing]) -> Crowd:
    """Put them all in the database, with what each wrote before anyone left.

    What an earlier crowd wrote goes first; its people and cohorts stay, as more strangers.
    """
    with world.database():
        for table in (Post, Thread, Reflection, ExpressionOfInterest):
            db.session.execute(sa.delete(table))
    crowd = Crowd(world)
    today = clock.now().date()
    for name in ("First programme", "Second programme"):
        crowd.programmes.append(world.programme(name=name))
        world.modules(crowd.programmes[-1], MODULES, pages=2)
    for n in range(COHORTS):
        starts = today - dt.timedelta(days=STARTED_DAYS_AGO[n])
        ends = starts + dt.timedelta(days=150)
        dates = {"starts_on": starts, "ends_on": ends}
        crowd.cohorts.append(world.cohort(crowd.programmes[n // 2], f"Cohort {n}", **dates))
    for standing in cast:
        person = world.person(administrator=standing.administrator)
        crowd.people.append((person, standing))
        _say_who_they_are(world, person, standing)
        _take_up(crowd, person, standing)
    for n, slug in enumerate(crowd.cohorts):
        world.interest(crowd.programmes[n // 2], slug, name=f"Asked {slug}")
    for slug in crowd.programmes:
        world.interest(slug, None, name=f"Asked {slug}")
    _leave(crowd)
    return crowd


def full_cast(world: World) -> Crowd:
    """Everybody of FULL_CAST: to be `kept`, since it takes a second."""
    return gather(world, FULL_CAST)


def secret(person: Person, field: str) -> str:
    """What somebody's field holds: words that stand nowhere else."""
    return f"{field} of {person.name}"


def _say_who_they_are(world: World, person: Person, standing: Standing) -> None:
    choices = dict(zip(USUAL, standing.seen_by, strict=True))
    texts = {field: secret(person, field) for field in USUAL if field != "photo"}
    world.profile(person, choices, **texts)
    with world.database():
        values = {"photo_key": f"photos/{person.id}.webp"}
        db.session.execute(sa.update(Profile).where(Profile.user_id == person.id).values(values))
        if standing.away:
            today = clock.now().date()
            ends = today + dt.timedelta(days=3)
            first = today - dt.timedelta(days=3)
            db.session.add(Away(user_id=person.id, first_day=first, last_day=ends))


def _take_up(crowd: Crowd, person: Person, standing: Standing) -> None:
    world = crowd.world
    for slug, what in zip(crowd.cohorts, standing.in_cohorts, strict=True):
        if what is None:
            continue
        world.join(person, slug, Role(what.removeprefix("left ")))
        for n in range(standing.reflections):
            world.reflection(person, slug, f"{person.name} thought {n} in {slug}")
        for n in range(standing.threads):
            thread = world.thread(person, slug, f"{person.name} asks {n} in {slug}")
            world.post(person, slug, thread, f"{person.name} adds to it")
            if standing.locks:
                with world.database() as session:
                    session.add(ThreadLock(thread_id=thread, locked_by=person.id))
    with world.database():
        for n in standing.organises:
            query = sa.select(Programme).where(Programme.slug == crowd.programmes[n])
            programmes.make_organiser(Actor(), db.session.scalars(query).one(), person.id)


def _leave(crowd: Crowd) -> None:
    for person, standing in crowd.people:
        for slug, what in zip(crowd.cohorts, standing.in_cohorts, strict=True):
            if what and what.startswith("left "):
                here = sa.select(Cohort.id).where(Cohort.slug == slug).scalar_subquery()
                theirs = sa.and_(Membership.user_id == person.id, Membership.cohort_id == here)
                _change(crowd.world, Membership, theirs, left_at=clock.now())


def deactivate(world: World, person: Person) -> None:
    """Close an account."""
    _change(world, User, User.id == person.id, deactivated_at=clock.now())


def _change(world: World, table: Any, which: Any, **values: Any) -> None:
    with world.database():
        db.session.execute(sa.update(table).where(which).values(**values))
