"""What a notice tells of a post follows the one rule of what its reader may see."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.db import change, db
from cohort.discussions.models import Post, PostRemoval, Thread, ThreadKind
from cohort.discussions.queries.told import posts_told
from cohort.notices.queries import reader_of
from tests.world import Person, World


def told(world: World, person: Person, post: int) -> str | None:
    """The author named to them, or None where they are told nothing of it."""
    with world.app.app_context():
        found = posts_told(reader_of(person.id), [post])
        return found[post].author if post in found else None


def test_a_removed_post_is_told_of_to_nobody(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    reader = world.person()
    world.join(reader, cohort)
    post = world.post(amira, cohort, thread)
    assert told(world, reader, post) == "Amira Okafor"
    with world.database():
        db.session.add(PostRemoval(post_id=post, removed_by=amira.id, body=""))
    assert told(world, reader, post) is None


def test_a_nameless_author_is_named_to_nobody_else(
    world: World, cohort: str, amira: Person, thread: int
) -> None:
    reader = world.person()
    world.join(reader, cohort, Role.FACILITATOR)
    post = world.post(amira, cohort, thread)
    with world.database():
        change(sa.update(Post).where(Post.id == post).values(is_nameless=True))
    assert told(world, reader, post) == "A member of this cohort"
    assert told(world, amira, post) == "Amira Okafor"


@pytest.mark.parametrize(
    ("role", "writes", "sees"),
    [
        (Role.PARTICIPANT, False, False),
        (Role.PARTICIPANT, True, True),
        (Role.FACILITATOR, False, True),
    ],
)
def test_a_quiet_round_is_told_of_to_those_who_may_see_it(
    world: World, cohort: str, amira: Person, thread: int, role: Role, *, writes: bool, sees: bool
) -> None:
    reader = world.person()
    world.join(reader, cohort, role)
    with world.database():
        change(sa.update(Thread).values(kind=ThreadKind.ROUND))
        first = db.session.scalars(sa.select(sa.func.min(Post.id))).one()
    post = world.post(amira, cohort, thread)
    if writes:
        world.post(reader, cohort, thread)
    assert (told(world, reader, post) is not None) is sees
    assert told(world, reader, first) == "Amira Okafor", "what it asks is shown to all"
