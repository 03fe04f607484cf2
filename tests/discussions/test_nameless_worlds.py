"""Nobody can tell who wrote without a name: two worlds, and nothing that others see differs."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import Keeps
from tests.discussions.two_worlds import READERS, WRITERS, build, told

STEPS = (
    *("open", "reply", "prompt", "answer", "thank", "mention", "follow", "privately", "work"),
    *("name", "picture"),
)
WHOLE = (
    *("open", "answer", "reply", "thank", "privately", "mention", "follow", "prompt", "work"),
    *("name", "picture", "answer", "privately"),
)


def compare(kept: Keeps, steps: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail with every page, mail and row in which the two worlds differ."""
    worlds = []
    for writer in WRITERS:
        site, moment = kept(build)
        worlds.append(told(site, moment, writer, steps, monkeypatch))
    one, other = worlds
    assert one.keys() == other.keys()
    differing = [where for where in one if one[where] != other[where]]
    assert not differing, f"{steps}: the author shows at {differing}"
    # The comparison holds something: the words came to every kind of member, in pages and mail.
    first = "Opened 0" if "open" in steps[:1] else ""
    for role in ("peer", "facilitator"):
        assert any(first in body for where, body in one.items() if where.startswith(role))
    assert any(where.startswith("mail peer") or "@" in where for where in one)
    for role in READERS:
        assert any(where.startswith(f"{role} ") for where in one)


def test_two_worlds_differ_in_nothing_that_others_see(
    kept: Keeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(kept, WHOLE, monkeypatch)


@settings(
    max_examples=2,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # an example is two whole databases: no shrinking
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=8))
def test_nor_after_any_history(
    kept: Keeps, monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    compare(kept, ("open", *steps), monkeypatch)
