"""Drafts in a real browser: of two tabs, of two people, of a device and of a server."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cohort.drafts.facts import checksum
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.drafting import (
    COHORT,
    QUICK,
    SAVED,
    box,
    cards,
    change,
    line,
    on_device,
    put,
    texts_held,
    thread_path,
    write_and_wait,
)
from tests.browser.places import PLACES
from tests.browser.server import Site
from tests.browser.unsteady import Trouble, unsteady
from tests.browser.visiting import app_of
from tests.browser.window import Window
from tests.naughty import NAUGHTY

EDITOR = next(place for place in PLACES if place.name == "editor of a page")
GO_ON = re.compile("Go on with the draft")


@pytest.fixture
def window(open_: OpensWindows, demo: Demo, site: Site) -> Window:
    found = open_(cookies=demo.cookies["participant"])
    found.forgive("net::ERR_INTERNET_DISCONNECTED")
    return found


@pytest.fixture
def page(window: Window, site: Site) -> Page:
    return window.open(thread_path(site))


def change_person(context: BrowserContext, demo: Demo, who: str) -> None:
    context.clear_cookies()
    context.add_cookies(demo.cookies[who]["cookies"])


def test_two_tabs_are_two_drafts(window: Window, page: Page, site: Site) -> None:
    other = window.context.new_page()
    other.goto(page.url)
    write_and_wait(page, "In the first tab")
    write_and_wait(other, "In the second tab")
    assert texts_held(site) == ["In the first tab", "In the second tab"]
    third = window.context.new_page()
    third.goto(page.url)
    expect(cards(third)).to_have_count(2)
    expect(cards(third).get_by_text("It is the newest.")).to_have_count(1)
    expect(cards(third).first).to_contain_text("It is the newest.")
    expect(box(third)).to_have_value("")
    expect(box(page)).to_have_value("In the first tab")


def test_one_draft_gone_on_with_in_two_tabs_becomes_two(
    window: Window, page: Page, site: Site
) -> None:
    write_and_wait(page, "Begun")
    window.forgive(statuses=(409,))
    two = [window.context.new_page() for _ in range(2)]
    for tab in two:
        tab.goto(page.url)
        cards(tab).get_by_role("link", name=GO_ON).click()
        expect(box(tab)).to_have_value("Begun")
    write_and_wait(two[0], "Begun, then here")
    write_and_wait(two[1], "Begun, then there")
    assert sorted(texts_held(site)) == ["Begun, then here", "Begun, then there"]


def test_a_draft_that_the_server_lost_is_offered_by_the_device(page: Page, site: Site) -> None:
    write_and_wait(page, "Words that the server loses")
    change(site, "delete from draft")
    page.reload()
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text("This device has a draft")
    expect(cards(page)).to_contain_text("Words that the server loses")
    expect(box(page)).to_have_value("")
    page.evaluate(QUICK)
    cards(page).get_by_role("button", name=GO_ON).click()
    expect(box(page)).to_have_value("Words that the server loses")
    expect(box(page)).to_be_focused()
    expect(line(page)).to_have_text(SAVED)
    assert texts_held(site) == ["Words that the server loses"]


def test_newer_words_of_the_device_outlive_opening_what_the_server_has(
    window: Window, page: Page, site: Site
) -> None:
    write_and_wait(page, "What the server has")
    window.context.set_offline(True)
    box(page).fill("What the server has, and what it never got")
    page.close()
    window.context.set_offline(False)
    window.page = page = window.context.new_page()
    window.open(f"{COHORT}/drafts")
    page.get_by_role("link", name=re.compile("Go on with it")).click()
    expect(box(page)).to_have_value("What the server has")
    write_and_wait(page, "Typed before anything else was looked at")
    card = cards(page).filter(has_text="This device has a draft")
    expect(card).to_contain_text("and what it never got")
    card.get_by_role("button", name=GO_ON).click()
    expect(box(page)).to_have_value("What the server has, and what it never got")
    expect(line(page)).to_have_text(SAVED)
    assert sorted(texts_held(site)) == [
        "Typed before anything else was looked at",
        "What the server has, and what it never got",
    ]


def test_nobody_else_at_this_device_sees_its_copies(
    window: Window, page: Page, site: Site, demo: Demo
) -> None:
    write_and_wait(page, "A kingfisher of the first")
    other = window.context.new_page()
    other.goto(page.url)
    window.context.set_offline(True)
    box(other).fill("A kingfisher that only this device has")
    window.context.set_offline(False)
    assert len(on_device(page)) == 2
    other.close()
    change_person(window.context, demo, "facilitator")
    for path in (thread_path(site), f"{COHORT}/drafts", f"{COHORT}/threads/new", COHORT):
        window.open(path)
        expect(cards(page)).to_have_count(0)
        assert "kingfisher" not in page.content()
    assert len(on_device(page)) == 2, "nothing of the first is thrown away either"
    change_person(window.context, demo, "participant")
    window.open(thread_path(site))
    expect(cards(page)).to_have_count(2)


def test_signing_out_leaves_on_the_device_only_what_the_server_does_not_have(
    window: Window, page: Page
) -> None:
    write_and_wait(page, "Safe on the server")
    other = window.context.new_page()
    other.goto(page.url)
    window.context.set_offline(True)
    box(other).fill("Nowhere but here")
    window.context.set_offline(False)
    other.close(run_before_unload=False)
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert [text for text in on_device(page) if text != "Nowhere but here"] == []


def test_a_late_answer_and_a_late_saving_bring_nothing_back(
    open_: OpensWindows, demo: Demo, site: Site
) -> None:
    with unsteady(site) as proxy:
        window = open_(proxy.as_site(), cookies=demo.cookies["participant"])
        window.forgive("net::ERR_")
        page = window.open(thread_path(site))
        troubles = iter([Trouble.OVERTAKEN])
        proxy.trouble = lambda: next(troubles, Trouble.SLOW)
        page.evaluate(QUICK)
        box(page).fill("Half of what is posted")
        with page.expect_request_finished(lambda asked: asked.url.endswith("/drafts")):
            box(page).fill("All of what is posted")
        proxy_late = list(proxy.waiting)
        page.get_by_role("button", name="Post reply").click()
        expect(page.locator(".post").filter(has_text="All of what is posted")).to_have_count(1)
        for one in proxy_late:
            proxy.ask(*one)
        page = window.open(thread_path(site))
        expect(cards(page)).to_have_count(0)
        assert texts_held(site) == []
        assert on_device(page) == []


def test_a_draft_of_an_older_version_stands_beside_what_is_saved_now(
    open_: OpensWindows, demo: Demo, site: Site
) -> None:
    mine, theirs = (open_(cookies=demo.cookies[who]) for who in ("organiser", "administrator"))
    address = EDITOR.path(app_of(site), site)
    page = mine.open(address)
    page.locator("textarea.editor__text").fill("My words of the older version.")
    expect(line(page)).to_contain_text("Draft saved")
    page.close(run_before_unload=False)
    other = theirs.open(address)
    other.locator("textarea.editor__text").fill("Their words, saved since.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    mine.page = page = mine.context.new_page()
    mine.open(address)
    expect(page.locator("textarea.editor__text")).to_have_value("Their words, saved since.")
    cards(page).get_by_text(GO_ON).click()
    expect(page.locator("textarea.editor__text")).to_have_value("My words of the older version.")
    expect(page.locator(".clash")).to_contain_text("Their words, saved since.")


def test_every_strange_text_is_saved_as_it_stands(page: Page, site: Site) -> None:
    """The page says so only when its own checksum is the one that the server made."""
    page.evaluate(QUICK)
    strange = [text for text in NAUGHTY.values() if text.strip()]
    for text in [*strange, "a\r\nb\rc\n", "x" * 70_000 + "👩🏽‍🚒"]:
        put(page, text)
        expect(line(page)).to_have_text(SAVED)
        here = page.evaluate("() => document.querySelector('textarea[name=body]').value")
        assert texts_held(site)[-1] == here


def test_the_checksum_of_the_page_is_that_of_the_server(page: Page) -> None:
    texts = [*NAUGHTY.values(), "", "\r\n\r\r\n", "a\0b", "x" * 100_000]
    sheets = [{"title": text, "body": text[::-1], "note": ""} for text in texts]
    (address,) = page.evaluate(
        """() => performance.getEntriesByType("resource").map((entry) => entry.name)
          .filter((name) => name.includes("draft-checksum"))"""
    )
    script = "async ([address, sheets]) => sheets.map((await import(address)).checksum)"
    assert page.evaluate(script, [address, sheets]) == [checksum(sheet) for sheet in sheets]
    # Half a pair, which no form can send, becomes the sign for it on the way; in the sum too.
    halves = "async (address) => (await import(address)).checksum({ body: 'a\\ud83dz\\udc00' })"
    assert page.evaluate(halves, address) == checksum({"body": "a\ufffdz\ufffd"})


def test_half_a_sign_is_saved_as_it_can_be_sent(page: Page, site: Site) -> None:
    page.evaluate(QUICK)
    page.evaluate(
        """() => {
          const box = document.querySelector("textarea[name=body]");
          box.value = "Half a sign: \\ud83d.";
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    expect(line(page)).to_have_text(SAVED)
    assert texts_held(site) == ["Half a sign: \ufffd."]
    assert json.dumps(on_device(page)), "the device's copy can be read"


def test_the_whole_way_by_keyboard(page: Page, site: Site) -> None:
    write_and_wait(page, "Begun with the keyboard")
    page.reload()
    link = cards(page).get_by_text(GO_ON)
    link.focus()
    page.keyboard.press("Tab")
    expect(cards(page).get_by_text("Throw it away")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("Begun with the keyboard")


def test_without_javascript_a_draft_is_kept_by_its_button(
    open_: OpensWindows, demo: Demo, site: Site
) -> None:
    window = open_(cookies=demo.cookies["participant"], javascript=False)
    page = window.open(thread_path(site))
    box(page).fill("Until tomorrow")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_role("status")).to_contain_text("Kept as a draft")
    expect(box(page)).to_have_value("Until tomorrow")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".post").filter(has_text="Until tomorrow")).to_have_count(1)
    assert texts_held(site) == []
