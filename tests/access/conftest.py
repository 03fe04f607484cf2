"""Fixtures for the access tests."""

from __future__ import annotations

import pytest

from tests.access.scene import Scene, build
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return build(world)
