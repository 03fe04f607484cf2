"""Which mail a person wants. Stored in `User.mail_choices` as
{"preset": "weekly", "mention": "at once"}: a preset, and what is chosen beside it.

Necessary mail (signing in, security, data rights) belongs to no category: it is always sent.

What was once stored keeps its effect for ever. A group's name, stored by an earlier release or by
the link in a mail, decides for each of its kinds that has no choice of its own; and no release
changes a category's wish under a preset (tests/accounts/test_mail_choices.py holds the whole
table).
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
    WEEKLY = "weekly"
    NO = "no"

    @property
    def words(self) -> str:
        """As a choice on the page."""
        return {
            Wish.AT_ONCE: "At once",
            Wish.DIGEST: "Once a day",
            Wish.WEEKLY: "Once a week",
            Wish.NO: "Not by mail",
        }[self]


class Preset(StrEnum):
    """One answer for all categories, as a person chooses it. The first is everybody's until they
    choose."""

    USUAL = "usual"
    DAILY = "daily"
    WEEKLY = "weekly"
    MUST = "must"

    @property
    def words(self) -> str:
        """As a choice on the page."""
        return {
            Preset.USUAL: "As things happen to me, the rest once a day",
            Preset.DAILY: "Once a day",
            Preset.WEEKLY: "Once a week",
            Preset.MUST: "Only what I must know",
        }[self]


PRESET = "preset"
ALL = "all"  # stored as {"all": "no"} beside the choices, which come back when it goes
ALL_WORDS = "anything but your account and your data"
DIGEST = "digest"  # {"digest": "no"}: what would be gathered by the day or the week is not mailed
DIGEST_WORDS = "what is new in your cohorts, gathered in one mail"
ANY_WISH = (Wish.AT_ONCE, Wish.DIGEST, Wish.WEEKLY, Wish.NO)


@dataclass(frozen=True)
class Category:
    """A kind of mail that people can decline. Choices are stored under `name`, for ever; `words`
    complete “You get mail about …”. A feature's `emails.py` lists its own as `CATEGORIES`.

    `usual`: the wish of everybody who never chose. `must`: the wish of those who want only what
    they must know. `group`: the name of an older, wider category that decides where there is no
    choice for this one. `is_group`: nothing is sent under this name itself, so no page asks.
    """

    name: str
    label: str
    words: str
    hint: str
    usual: Wish
    wishes: tuple[Wish, ...] = ANY_WISH
    must: Wish = Wish.NO
    group: str = ""
    is_group: bool = False

    def preset(self, preset: Preset) -> Wish:
        """The wish of somebody who chose this preset."""
        rhythm = {Preset.DAILY: Wish.DIGEST, Preset.WEEKLY: Wish.WEEKLY, Preset.MUST: self.must}
        wish = rhythm.get(preset, self.usual)
        return wish if wish in self.wishes else self.usual


@functools.cache
def categories() -> Mapping[str, Category]:
    """{name: category} of all features, in floor order. Raises ValueError for a name that two of
    them use, or that means something else among the choices."""
    found: dict[str, Category] = {}
    for category in features.declared("emails", "CATEGORIES"):
        if category.name in found or category.name in (PRESET, ALL, DIGEST):
            raise ValueError(f"Two categories of mail are called {category.name}: rename one.")
        found[category.name] = category
    return found


def kinds() -> list[Category]:
    """The categories that the preferences page asks about."""
    return [category for category in categories().values() if not category.is_group]


def wants(mail_choices: Mapping[str, Any], category: str) -> Wish:
    """What this person wants done with mail of a category: their choice for it, else for its
    group, else by their preset.

    Raises KeyError for a category that does not exist.
    """
    found = categories()[category]
    if mail_choices.get(ALL) == Wish.NO:
        return Wish.NO
    wish = found.preset(preset_of(mail_choices))
    for chosen in (mail_choices.get(found.group), mail_choices.get(found.name)):
        if chosen in found.wishes:
            wish = Wish(chosen)
    gathered = wish in (Wish.DIGEST, Wish.WEEKLY)
    return Wish.NO if gathered and mail_choices.get(DIGEST) == Wish.NO else wish


def preset_of(mail_choices: Mapping[str, Any]) -> Preset:
    """The preset that a person chose, or everybody's."""
    chosen = mail_choices.get(PRESET)
    return Preset(chosen) if chosen in list(Preset) else Preset.USUAL
