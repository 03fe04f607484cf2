"""An organiser writes: with and without JavaScript, beside others, and after a killed tab."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.window import PHONE, Window, open_window

CONTENT = "/organise/programmes/commissioning-with-communities/content"


@pytest.fixture
def words() -> str:
    """Something nobody has written before."""
    return f"Words {secrets.token_hex(4)}, and no others."


@pytest.fixture
def title() -> str:
    return f"Page {secrets.token_hex(4)}"


def a_page(window: Window, title: str) -> Page:
    """A new page of the first module, open in the editor."""
    page = window.open(CONTENT)
    page.locator(".content__add a").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Add a page").click()
    expect(page.locator("h1")).to_have_text(title)
    return page


def text_box(page: Page) -> Any:
    return page.get_by_label("Text", exact=True)


def moves(where: str, title: str) -> re.Pattern[str]:
    """The name of the button that moves this one."""
    return re.compile(rf"Move {where}\s*: {re.escape(title)}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def test_an_organiser_writes_a_page_and_goes_back_to_what_it_was(
    open_: OpensWindows, javascript: bool, words: str, title: str
) -> None:
    window = open_(javascript=javascript)
    window.sign_in("organiser")
    page = a_page(window, title)
    text_box(page).fill(f"## The heading\n\n{words}\n\n<script>document.title = 'ran'</script>")
    if not javascript:
        page.get_by_role("button", name="Preview").click()
        expect(text_box(page)).to_have_value(
            f"## The heading\n\n{words}\n\n<script>document.title = 'ran'</script>"
        )
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("heading", name="The heading")).to_be_visible()
    expect(preview.locator("script")).to_have_count(0)
    assert "ran" not in page.title()
    page.get_by_label("What you changed").fill("A first text")
    save(page)
    text_box(page).fill("Nothing of it is left.")
    save(page)
    page.get_by_role("link", name="Revisions").click()
    expect(page.get_by_role("row").filter(has_text="A first text")).to_have_count(1)
    page.get_by_role("button", name="Compare the two").click()
    expect(page.locator("del").filter(has_text=words)).to_have_count(1)
    page.go_back()
    page.get_by_role("row").filter(has_text="A first text").get_by_role("link").click()
    page.get_by_role("button", name="Restore this text").click()
    expect(text_box(page)).to_have_value(
        f"## The heading\n\n{words}\n\n<script>document.title = 'ran'</script>"
    )


def test_two_organisers_at_one_page_both_keep_their_words(
    open_: OpensWindows, javascript: bool, words: str, title: str
) -> None:
    mine, theirs = open_(javascript=javascript), open_(javascript=javascript)
    mine.sign_in("organiser")
    theirs.sign_in("administrator")
    page = a_page(mine, title)
    other = theirs.open(page.url.removeprefix(mine.site.address))
    text_box(other).fill("What the other one wrote.")
    save(other)
    text_box(page).fill(words)
    mine.expect(409)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Somebody saved this while")).to_be_visible()
    expect(text_box(page)).to_have_value(words)
    expect(page.locator("del")).to_have_text("What the other one wrote.")
    text_box(page).fill(f"What the other one wrote.\n\n{words}")
    save(page)


def test_a_block_of_the_menu_comes_with_an_id_of_its_own(open_: OpensWindows, title: str) -> None:
    window = open_()
    window.sign_in("organiser")
    page = a_page(window, title)
    for _ in range(2):
        page.get_by_text("Insert a block").click()
        page.get_by_role("button", name="Reflect A question").click()
    held = text_box(page).input_value()
    ids = [line.split("#")[1].rstrip("}") for line in held.splitlines() if "#" in line]
    assert len(set(ids)) == 2
    save(page)


def test_what_was_typed_survives_a_killed_tab(
    chrome: Browser, open_: OpensWindows, site: Site, words: str, title: str
) -> None:
    window = open_()
    window.sign_in("organiser")
    page = a_page(window, title)
    address = page.url.removeprefix(site.address)
    text_box(page).fill(words)
    expect(page.locator("[data-saved]")).to_contain_text("Draft saved")
    cookies = window.context.storage_state()
    window.forgive("net::ERR_INTERNET_DISCONNECTED")
    window.context.set_offline(True)
    text_box(page).fill(f"{words} And what the server never got.")
    page.close(run_before_unload=False)
    window.context.set_offline(False)

    window.page = window.context.new_page()  # on this device, from what it kept itself
    page = window.open(address)
    expect(page.get_by_text("This device has a draft")).to_be_visible()
    expect(text_box(page)).not_to_have_value(words)
    expect(page.locator("[data-draft-offered]")).to_have_count(1)
    page.get_by_role("button", name="Go on with the draft").click()
    words = f"{words} And what the server never got."
    expect(text_box(page)).to_have_value(words)
    expect(page.locator("[data-saved]")).to_contain_text("Draft saved")

    cookies["origins"] = []  # on another device, from the server
    elsewhere = open_window(chrome, site, cookies=cookies, javascript=False)
    page = elsewhere.open(address)
    page.get_by_role("link", name="Go on with the draft").click()
    expect(text_box(page)).to_have_value(words)
    save(page)
    expect(page.get_by_text("You have a draft")).to_have_count(0)
    elsewhere.context.close()
    elsewhere.check()


def test_a_module_moves_by_button_and_focus_stays(open_: OpensWindows, javascript: bool) -> None:
    window = open_(javascript=javascript, width=PHONE)
    window.sign_in("organiser")
    page = window.open(CONTENT)
    before = page.locator("h2 a").all_text_contents()
    page.get_by_role("button", name=moves("down", before[1])).click()
    expect(page.locator("h2 a").nth(2)).to_have_text(before[1])
    expect(page.get_by_role("button", name=moves("down", before[1]))).to_be_focused()
    page.get_by_role("button", name=moves("up", before[1])).click()
    expect(page.locator("h2 a").nth(1)).to_have_text(before[1])
