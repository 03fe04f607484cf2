"""The window's own watchfulness, tried with planted faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.window import Window

STRICT = "default-src 'none'; script-src 'self' 'nonce-x'; img-src *"
FAULTS = {
    "a script without its nonce": ("<script>1</script>", "Content Security Policy"),
    "an inline style": ("<p style='color: red'>x</p>", "Content Security Policy"),
    "a picture from elsewhere": ("<img src='https://elsewhere.example/a.png' alt=''>", "our own"),
    "a picture that is not there": ("<img src='/static/none.png' alt=''>", "404 for GET"),
    "an error thrown": ("<script nonce='x'>throw new Error('planted')</script>", "planted"),
    "an error logged": ("<script nonce='x'>console.error('planted')</script>", "planted"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(window: Window, fault: str) -> None:
    body, words = FAULTS[fault]

    def planted(route: Any) -> None:
        headers = {"Content-Security-Policy": STRICT, "Content-Type": "text/html"}
        route.fulfill(body=f"<!doctype html><title>x</title>{body}", headers=headers)

    window.context.route("**/planted", planted)
    window.open("/planted")
    with pytest.raises(AssertionError, match=words):
        window.check()
    window.troubles.clear()


def test_a_page_that_should_not_be_missing_is_noticed(window: Window) -> None:
    window.open("/no-such-page")
    with pytest.raises(AssertionError, match="404 for GET"):
        window.check()


def test_a_page_that_should_be_missing_is_no_trouble(window: Window) -> None:
    window.expect(404)
    assert "Page not found" in window.open("/no-such-page").inner_text("h1")


def test_a_script_may_be_kept_from_running(open_: OpensWindows) -> None:
    page = open_(javascript=False).open("/sign-in")
    assert page.get_by_role("button", name="Show password").count() == 0
    page = open_().open("/sign-in")
    assert page.get_by_role("button", name="Show password").count() == 1


LEAVE = """async () => {
  localStorage.setItem("left", "1");
  sessionStorage.setItem("left", "1");
  document.cookie = "left=1; path=/";
  await new Promise((done) => { indexedDB.open("left").onsuccess = done; });
  await caches.open("left");
}"""
LEFT = """async () => [localStorage.length, sessionStorage.length, document.cookie,
  (await indexedDB.databases()).length, (await caches.keys()).length, innerWidth,
  matchMedia("(prefers-color-scheme: dark)").matches]"""


def test_a_renewed_window_keeps_nothing_of_the_page_before(
    renewed: Callable[[Any], Window], demo: Demo
) -> None:
    as_new = [0, 0, "", 0, 0, 1280, False]
    page = renewed(demo.cookies["participant"]).open("/cohorts")
    assert page.locator("h1").inner_text() == "Your cohorts"
    page.evaluate(LEAVE)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(LEFT) == [1, 1, "left=1", 1, 1, 390, True]
    page = renewed(None).open("/sign-in")
    assert page.locator("h1").inner_text() == "Sign in"
    assert page.evaluate(LEFT) == as_new
