"""Which mail a person wants. Kept in `User.mail_choices` as {"direct": "digest"}.

Necessary mail (signing in, security, data rights) belongs to no category: it is always sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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
    """A kind of mail that can be declined. `words` complete “You get mail about …”."""

    label: str
    words: str
    hint: str
    usual: Wish
    wishes: tuple[Wish, ...] = (Wish.AT_ONCE, Wish.DIGEST, Wish.NO)


CATEGORIES: Mapping[str, Category] = {
    "direct": Category(
        "Things meant for you",
        "things meant for you",
        "A reply to you, a mention, a facilitator’s response, a change to a live session.",
        Wish.AT_ONCE,
    ),
    "reminders": Category(
        "Reminders",
        "reminders",
        "A live session is near, an invitation waits.",
        Wish.AT_ONCE,
        (Wish.AT_ONCE, Wish.NO),
    ),
    "modules": Category(
        "Modules that open",
        "modules that open",
        "One mail when a module opens to your cohort, or early to you.",
        Wish.AT_ONCE,
        (Wish.AT_ONCE, Wish.NO),
    ),
    "news": Category(
        "News of your cohorts",
        "news of your cohorts",
        "New threads, and what was said in those you follow.",
        Wish.DIGEST,
    ),
}


def wants(mail_choices: Mapping[str, Any], category: str) -> Wish:
    """What this person wants done with mail of a category; what was never chosen is as usual.

    Raises KeyError for a category that does not exist.
    """
    found = CATEGORIES[category]
    chosen = mail_choices.get(category)
    return Wish(chosen) if chosen in found.wishes else found.usual
