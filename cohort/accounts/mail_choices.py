"""Which mail a person wants. Stored in `User.mail_choices` as {"direct": "digest"}.

Necessary mail (signing in, security, data rights) belongs to no category: it is always sent.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cohort import features


class Wish(StrEnum):
    """What to do with mail of one category."""

    AT_ONCE = "at once"
    DIGEST = "digest"
    NO = "no"

    @property
    def words(self) -> str:
        """As a choice on the page."""
        return {"at once": "At once", "digest": "In one mail a day", "no": "Not by mail"}[self]


@dataclass(frozen=True)
class Category:
    """A kind of mail that people can decline. Choices are stored under `name`, for ever; `words`
    complete “You get mail about …”. A feature's `emails.py` lists its own as `CATEGORIES`."""

    name: str
    label: str
    words: str
    hint: str
    usual: Wish
    wishes: tuple[Wish, ...] = (Wish.AT_ONCE, Wish.DIGEST, Wish.NO)


@functools.cache
def categories() -> Mapping[str, Category]:
    """{name: category} of all features, in the order of the preferences page. Raises ValueError
    for a name that two of them use."""
    found: dict[str, Category] = {}
    for category in features.declared("emails", "CATEGORIES"):
        if category.name in found:
            raise ValueError(f"Two categories of mail are called {category.name}: rename one.")
        found[category.name] = category
    return found


def wants(mail_choices: Mapping[str, Any], category: str) -> Wish:
    """What this person wants done with mail of a category, or the default if they never chose.

    Raises KeyError for a category that does not exist.
    """
    found = categories()[category]
    chosen = mail_choices.get(category)
    return Wish(chosen) if chosen in found.wishes else found.usual
