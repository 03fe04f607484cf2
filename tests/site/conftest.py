"""What the tests of serving share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site.served import Served


@pytest.fixture
def served() -> Iterator[Served]:
    found = Served()
    yield found
    found.stop()
