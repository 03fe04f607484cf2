"""A cohort with modules, and two participants."""

from __future__ import annotations

import pytest

from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    slug = world.programme()
    world.modules(slug)
    return world.cohort(slug)


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


@pytest.fixture
def ben(world: World, cohort: str) -> Person:
    person = world.person("Ben Hale")
    world.join(person, cohort)
    return person
