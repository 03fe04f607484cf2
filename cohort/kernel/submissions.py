"""Tells a form that was sent again from one that says something new.

The same text from the same person within ten minutes, or with the same key at any time, is one
submission: a double press, a reload, or Back and the button once more. Different text is new,
even with a key that was used before: Back, rewrite, send must not lose the rewritten text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohort.kernel import clock, ids

SAME_WORDS_WITHIN = dt.timedelta(minutes=10)
MOST_SENT = 50  # latest submissions compared: more than anybody writes in ten minutes


@dataclass(frozen=True, slots=True)
class Sent:
    """An earlier submission by this person. `words` is all that it said, in the same order."""

    id: int
    key: str
    words: tuple[Any, ...]


def lately() -> dt.datetime:
    """Ten minutes ago: submissions after this moment are recent."""
    return clock.now() - SAME_WORDS_WITHIN


def ids_since() -> int:
    """The lowest id that something sent lately can have, with a minute for two processes' clocks.
    By it an index finds the few of a person's rows that `lately` must look at."""
    return ids.first_at(lately() - dt.timedelta(minutes=1))


def find_same(sent: Sequence[Sent], words: tuple[Any, ...]) -> Sent | None:
    """What a submission of the same words made, or None. `...` among them matches anything."""
    return next((one for one in sent if _is_same(one.words, words)), None)


def _is_same(said: tuple[Any, ...], words: tuple[Any, ...]) -> bool:
    pairs = zip(said, words, strict=True)
    return all(word is ... or word == before for before, word in pairs)


def key_to_use(sent: Sequence[Sent], key: str) -> str:
    """The form's key, or a fresh one when a different submission has used it."""
    return ids.write_id(ids.new_id()) if any(one.key == key for one in sent) else key
