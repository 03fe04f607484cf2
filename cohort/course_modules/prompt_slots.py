"""Places in a page that features above fill: the log for reflect, the threads for discuss.

A feature above has a `prompts.py` with `FILLS = {kind: function}`. The function gets all the
page's prompt keys of that kind at once, so a page costs one query for each kind, however many
prompts it has.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cohort import features
from cohort.access.actor import Actor

FillSlot = Callable[[Actor, Sequence[str]], Mapping[str, Any]]


@functools.cache
def fillers() -> Mapping[str, FillSlot]:
    """The function that fills each kind of prompt."""
    return {
        kind: fill for module in features.modules("prompts") for kind, fill in module.FILLS.items()
    }


def fill(viewer: Actor, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{prompt key: the content below it for this viewer} for a page's parts."""
    filled: dict[str, Any] = {}
    for kind, filler in fillers().items():
        keys = [part["key"] for part in parts if part["kind"] == kind]
        if keys:
            filled.update(filler(viewer, keys))
    return filled
