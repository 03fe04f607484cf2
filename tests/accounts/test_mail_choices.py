"""What people once chose holds for ever: the words stored, and what each preset means."""

from __future__ import annotations

import pytest

from cohort.accounts.mail_choices import PRESET, Preset, categories, kinds, wants

# A release may add a line. It changes none: people chose what stands here.
MEANT = {  # category: what it means under usual, daily, weekly, must
    "direct": ("at once", "digest", "weekly", "no"),
    "reminders": ("at once", "at once", "at once", "at once"),
    "modules": ("at once", "digest", "weekly", "digest"),
    "reply": ("at once", "digest", "weekly", "no"),
    "mention": ("at once", "digest", "weekly", "no"),
    "answer": ("at once", "digest", "weekly", "no"),
    "news": ("digest", "digest", "weekly", "no"),
    "noticeboard": ("digest", "digest", "weekly", "digest"),
    "followed": ("digest", "digest", "weekly", "no"),
    "threads": ("digest", "digest", "weekly", "no"),
    "summary": ("digest", "digest", "weekly", "no"),
}
DIRECT = ("direct", "reply", "mention", "answer")
NEWS = ("news", "noticeboard", "followed", "threads", "summary")
# What rows of the first release hold, and what it meant then, for each category that it had.
FIRST_RELEASE = [
    ({}, {"direct": "at once", "reminders": "at once", "modules": "at once", "news": "digest"}),
    ({"direct": "digest"}, {"direct": "digest", "news": "digest", "modules": "at once"}),
    ({"direct": "no", "news": "at once"}, {"direct": "no", "news": "at once"}),
    ({"news": "no"}, {"direct": "at once", "news": "no", "modules": "at once"}),
    ({"modules": "no"}, {"modules": "no", "direct": "at once", "news": "digest"}),
    ({"reminders": "no"}, {"reminders": "no", "direct": "at once"}),
]


def test_the_meaning_of_every_preset_stands() -> None:
    found = {
        name: tuple(str(category.preset(preset)) for preset in Preset)
        for name, category in categories().items()
    }
    assert found == MEANT


def test_the_words_stored_stand() -> None:
    assert [*Preset] == ["usual", "daily", "weekly", "must"]
    assert PRESET == "preset"
    wishes = {wish for category in categories().values() for wish in category.wishes}
    assert wishes == {"at once", "digest", "weekly", "no"}


@pytest.mark.parametrize(("stored", "meant"), FIRST_RELEASE)
def test_what_was_chosen_in_the_first_release_holds_for_each_kind_of_it(
    stored: dict[str, str], meant: dict[str, str]
) -> None:
    for category, wish in meant.items():
        for name in {"direct": DIRECT, "news": NEWS}.get(category, (category,)):
            assert wants(stored, name) == wish, name


def test_a_kind_of_its_own_comes_before_its_group_and_that_before_the_preset() -> None:
    stored = {"preset": "weekly", "news": "no", "summary": "at once"}
    assert wants(stored, "summary") == "at once"
    assert wants(stored, "threads") == "no"
    assert wants(stored, "reply") == "weekly"


def test_every_group_is_a_category_and_no_page_asks_about_it() -> None:
    groups = {category.group for category in categories().values()} - {""}
    assert groups == {"direct", "news"}
    assert all(categories()[group].is_group for group in groups)
    assert not {kind.name for kind in kinds()} & groups
