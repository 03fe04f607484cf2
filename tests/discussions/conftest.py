"""A cohort with a thread, a participant who began it, and two facilitators."""

from __future__ import annotations

import pytest

from tests.client import Browser
from tests.discussions.tending import facilitator
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug, count=8)
    return world.cohort(slug)


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


@pytest.fixture
def ruth(world: World, cohort: str) -> Browser:
    return facilitator(world, cohort, "Ruth Calder")


@pytest.fixture
def sam(world: World, cohort: str) -> Browser:
    return facilitator(world, cohort, "Sam Idris")


@pytest.fixture
def thread(world: World, cohort: str, amira: Person) -> int:
    return world.thread(amira, cohort, "Respite", "The first words.")
