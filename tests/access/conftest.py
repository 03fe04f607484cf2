"""Fixtures for the access tests."""

from __future__ import annotations

import pytest

from tests.access.scene import Scene, build
from tests.conftest import Keeps


@pytest.fixture
def scene(kept: Keeps) -> Scene:
    return kept(build)
