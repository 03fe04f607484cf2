"""Typing @ in a post: the people of the cohort, by keyboard, by touch and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.drafting import QUICK, SAVED, box, line, texts_held, thread_path
from tests.browser.server import Site
from tests.browser.window import PHONE, Window

NAME = "Folasade Bello"


@pytest.fixture
def window(open_: OpensWindows, demo: Demo) -> Window:
    return open_(cookies=demo.cookies["participant"])


@pytest.fixture
def page(window: Window, site: Site) -> Page:
    return window.open(thread_path(site))


def offered(page: Page) -> Locator:
    return page.get_by_role("listbox", name="People to name")


def chosen(page: Page) -> Locator:
    """What the box names to a screen reader as chosen."""
    found = box(page).get_attribute("aria-activedescendant")
    return page.locator(f"#{found}") if found else page.locator("#nobody-is-chosen")


def test_by_keyboard_a_name_is_offered_taken_saved_and_posted(page: Page, site: Site) -> None:
    page.evaluate(QUICK)
    box(page).focus()
    page.keyboard.type("Thank you @f")
    expect(offered(page)).to_be_visible()
    expect(page.locator(".mention-list + [aria-live]")).to_contain_text("to name.")
    expect(chosen(page)).to_have_attribute("aria-selected", "true")
    page.keyboard.type("olasade")
    expect(offered(page).get_by_role("option")).to_have_count(1)
    expect(chosen(page)).to_contain_text(NAME)
    page.keyboard.press("Enter")
    expect(offered(page)).to_be_hidden()
    expect(box(page)).to_have_value(f"Thank you @{NAME} ")
    expect(box(page)).to_be_focused()
    page.keyboard.type("for this")
    page.keyboard.press("Enter")
    page.keyboard.type("a line")
    expect(box(page)).to_have_value(f"Thank you @{NAME} for this\na line")
    expect(line(page)).to_have_text(SAVED)
    assert f"Thank you @{NAME} for this\na line" in texts_held(site)
    page.get_by_role("button", name="Post reply").press("Enter")
    link = page.locator(".posts .mention").last
    expect(link).to_have_text(f"@{NAME}")
    link.press("Enter")
    expect(page.locator("h1")).to_have_text(NAME)


def test_arrows_choose_escape_closes_and_plain_typing_is_left_alone(page: Page) -> None:
    box(page).focus()
    page.keyboard.type("@")
    expect(offered(page)).to_be_visible()
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")  # nobody is chosen: a new line, as ever
    expect(box(page)).to_have_value("@\n")
    expect(offered(page)).to_be_hidden()
    page.keyboard.type("@")
    expect(offered(page)).to_be_visible()
    options = offered(page).get_by_role("option")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(offered(page)).to_be_hidden()
    page.keyboard.type("p")
    expect(offered(page)).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.type("mail a@p and @ 5")
    expect(offered(page)).to_be_hidden()
    expect(box(page)).to_have_value("@\n@p\nmail a@p and @ 5")
    page.keyboard.type(" @fola")
    expect(offered(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(box(page)).to_have_value(f"@\n@p\nmail a@p and @ 5 @{NAME} ")
    page.keyboard.press("Control+z")
    expect(box(page)).to_have_value("@\n@p\nmail a@p and @ 5 @fola")


def test_a_name_typed_whole_needs_no_list(page: Page) -> None:
    box(page).focus()
    page.keyboard.type(f"@{NAME.lower()}")
    expect(offered(page)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value(f"@{NAME.lower()}\n")


def test_where_names_cannot_be_had_typing_goes_on(window: Window, page: Page) -> None:
    window.forgive("net::ERR_FAILED")
    page.route("**/threads/names", lambda route: route.abort())
    box(page).focus()
    page.keyboard.type("@folasade and more")
    expect(box(page)).to_have_value("@folasade and more")
    expect(offered(page)).to_be_hidden()


def test_on_a_phone_a_name_is_tapped_and_the_list_stays_in_the_window(
    open_: OpensWindows, demo: Demo, site: Site
) -> None:
    window = open_(cookies=demo.cookies["participant"], width=PHONE, touch=True)
    page = window.open(thread_path(site))
    box(page).tap()
    page.keyboard.type("Dear @folasade")
    option = offered(page).get_by_role("option")
    place = option.bounding_box()
    assert place
    assert place["height"] >= 44
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= PHONE
    option.tap()
    expect(box(page)).to_have_value(f"Dear @{NAME} ")
    expect(box(page)).to_be_focused()
    page.get_by_text("Name somebody", exact=True).tap()
    page.get_by_role("button", name=f"@{NAME}").tap()
    expect(box(page)).to_have_value(f"Dear @{NAME} @{NAME} ")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_without_javascript_a_plain_list_opens_beside_and_the_text_stays(
    open_: OpensWindows, demo: Demo, site: Site
) -> None:
    window = open_(cookies=demo.cookies["participant"], javascript=False)
    page = window.open(thread_path(site))
    box(page).fill("What do you say, ")
    page.get_by_text("Name somebody", exact=True).click()
    with window.context.expect_page() as opened:
        page.get_by_role("link", name="How everyone is written (opens in a new tab)").click()
    names = opened.value
    written = names.get_by_text(f"@{NAME}", exact=True).text_content()
    expect(box(page)).to_have_value("What do you say, ")
    box(page).fill(f"What do you say, {written}?")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".posts .mention").last).to_have_text(f"@{NAME}")
