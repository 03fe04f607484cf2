"""Telling a form that was sent again from one that says something new.

The same words from the same person within ten minutes, or with the same key whenever, are one
sending: a double press, a reload, or Back and the button once more. Other words are new, even
with a key that was used before: Back, rewrite, send must not lose what was rewritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohort.kernel import clock, ids

SAME_WORDS_WITHIN = dt.timedelta(minutes=10)
MOST_SENT = 50  # the latest sendings looked at: more than anybody writes in ten minutes


@dataclass(frozen=True, slots=True)
class Sent:
    """Something this person sent: with the same key, or lately. `words` is all that was said."""

    id: int
    key: str
    words: tuple[Any, ...]


def lately() -> dt.datetime:
    """What was sent after this moment was sent within the last ten minutes."""
    return clock.now() - SAME_WORDS_WITHIN


def find_same(sent: Sequence[Sent], words: tuple[Any, ...]) -> Sent | None:
    """What these words already made, or None. `...` among them stands for any word."""
    return next((one for one in sent if _is_same(one.words, words)), None)


def _is_same(said: tuple[Any, ...], words: tuple[Any, ...]) -> bool:
    pairs = zip(said, words, strict=True)
    return all(word is ... or word == before for before, word in pairs)


def key_to_use(sent: Sequence[Sent], key: str) -> str:
    """The form's key, or a fresh one when other words have used it up."""
    return ids.write_id(ids.new_id()) if any(one.key == key for one in sent) else key
