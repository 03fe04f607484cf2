"""The pages of drafts, for the sweeps in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.visiting import IN_SPRING, Place

TEXTS = (
    "## What we heard\n\nHalf a thought, with *some* of it set off.",
    "A_very_long_word_that_nothing_breaks_" * 6,
    "Short.",
    "The newest of all these.",
)


def _keep(page: Page) -> None:
    """Keep several drafts of a new thread, each by its own form, as four tabs would."""
    form, begun = page.locator("form").filter(has=page.locator("[data-draft]")), page.url
    for text in TEXTS:
        page.goto(begun)
        by_hand = form.locator("button[name=keep]")
        if by_hand.is_visible():  # without scripts
            form.locator("textarea[name=body]").fill(text)
            by_hand.click()
            continue
        page.evaluate("document.querySelector('[data-draft]').dataset.draftPause = '5'")
        form.locator("textarea[name=body]").fill(text)
        expect(form.locator("[data-saved]")).to_contain_text("Saved ")


def _keep_and_list(page: Page) -> None:
    begun = page.url
    _keep(page)
    page.goto(begun.replace("/threads/new", "/drafts"))


def _keep_and_go_home(page: Page) -> None:
    begun = page.url
    _keep(page)
    page.goto(begun.replace("/threads/new", ""))


def _keep_and_come_back(page: Page) -> None:
    begun = page.url
    _keep(page)
    page.goto(begun)
    expect(page.locator("[data-draft-offered]")).to_have_count(len(TEXTS))


PLACES = (
    Place("nothing unfinished", "drafts.list_unfinished", "participant", IN_SPRING),
    Place("several drafts unfinished", "drafts.list_unfinished", "participant", IN_SPRING,
          then=_keep_and_list, start="discussions.new_thread"),
    Place("cohort home with drafts", "site.cohort_home", "participant", IN_SPRING,
          then=_keep_and_go_home, start="discussions.new_thread"),
    Place("new thread with drafts offered", "discussions.new_thread", "participant", IN_SPRING,
          then=_keep_and_come_back),
)  # fmt: skip
