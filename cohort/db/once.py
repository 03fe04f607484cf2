"""Inserts what a form sends once, however often its button is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from cohort.db import db
from cohort.kernel.submissions import Sent, find_same, key_to_use

Made = TypeVar("Made")


def insert_once(
    submission_key: str,
    find: Callable[[str], Sequence[Sent]],
    words: tuple[Any, ...],
    make: Callable[[str], Made],
) -> Made | Sent:
    """What `make` returns, or what an earlier submission of the same words made.

    `find` gives what this person sent with a key, or lately. `make` adds rows with the key that
    it is given; a unique constraint on that key decides when both requests of a double press
    arrive in the same instant.
    """
    sent = find(submission_key)
    same = find_same(sent, words)
    if same:
        return same
    key = key_to_use(sent, submission_key)
    try:
        with db.session.begin_nested():
            return make(key)
    except IntegrityError:  # the other request was quicker
        same = find_same(find(key), words)
        if same is None:
            raise
        return same
