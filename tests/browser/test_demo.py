"""The shared demo is as it was made at the start of each test, and its people stay signed in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.server import Site

LOG = "/cohorts/spring-cohort/log"


def test_what_one_test_wrote_the_next_does_not_find(
    open_: OpensWindows, site: Site, demo: Demo
) -> None:
    window = open_(cookies=demo.cookies["participant"])
    before = site.one("select count(*) from reflection")
    page = window.open(f"{LOG}/new")
    page.get_by_label("Title").fill("A title of the first test")
    page.get_by_label("Your reflection").fill("Words of the first test.")
    page.get_by_role("button", name="Save entry").click()
    expect(page.locator("h1")).to_have_text("A title of the first test")
    assert site.one("select count(*) from reflection") == before + 1
    entry = page.url.removeprefix(site.address)

    assert demo.as_made().one("select count(*) from reflection") == before
    window.expect(404)
    expect(window.open(entry).locator("h1")).to_have_text("Page not found")
    expect(window.open(LOG).locator("h1")).to_have_text("Your log")
