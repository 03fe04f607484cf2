"""A collection of hostile text in a real browser: nothing of it runs, asks, leads away or hides.

First what the renderer makes of it, on a bare page without our content security policy, so that
whatever the cleaner let through would really run. Then the same text in a course that was
imported, on every page that shows any of it; there a handler that only the policy stops is a
fault too, and the browser's word about it fails the test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route

from cohort.course_modules.places import fill_addresses
from cohort.kernel.markdown import render_page
from tests.hostile import PAYLOADS

TRIPWIRE = (Path(__file__).parent / "tripwire.js").read_text()
BARE = "http://hostile.example/"
AT_ONCE = 900  # payloads on one bare page


def batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The things, `size` at a time."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


class Bare:
    """A page without any policy, and what happens on it."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context()
        self.context.add_init_script(TRIPWIRE)
        self.html = ""
        self.troubles: list[str] = []
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.note("a dialog"), dialog.dismiss()))
        self.page.on("framenavigated", lambda frame: self.note(frame.url))
        self.page.on("popup", lambda popup: self.note(f"a window: {popup.url}"))
        self.context.route("**/*", self._answer)

    def note(self, trouble: str) -> None:
        if trouble != BARE:
            self.troubles.append(trouble)

    def show(self, shown: dict[str, str]) -> list[str]:
        """What goes wrong when these pieces of HTML, by name, stand on one page."""
        self.troubles = []
        pieces = [f'<div data-piece="{name}">{html}</div>' for name, html in shown.items()]
        self.html = "<!doctype html><title>x</title><main>" + "\n".join(pieces) + "</main>"
        try:
            self.page.goto(BARE)
            touched = wires_touched(self.page)
        except Error as error:  # it has been led away, so there is no page to ask
            touched = [str(error).splitlines()[0]]
        return self.troubles + touched

    def _answer(self, route: Route) -> None:
        if route.request.url == BARE:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
            return
        if (
            route.request.resource_type != "image"
        ):  # a dead picture of a page's own may be asked for
            self.troubles.append(f"asked for {route.request.url[:200]}")
        route.abort()


def wires_touched(page: Page) -> list[str]:
    """What the tripwire has seen, and what on the page could still run."""
    touched: list[str] = page.evaluate("() => window.__tripwire()")
    return touched


def rendered(payload: str) -> str:
    """A payload as its readers get it, first as a page and then within words and a block."""
    text = f"{payload}\n\n::: callout\nWords {payload}\n\n[press](<{payload}>)\n:::\n"
    pages = [render_page(payload), render_page(text)]
    html = "".join(f"<p></p>{part.get('html', '')}" for page in pages for part in page.parts)
    return fill_addresses(html, lambda _place: "/somewhere")


@pytest.fixture
def bare(chrome: Browser) -> Iterator[Bare]:
    page = Bare(chrome)
    yield page
    page.context.close()


def test_nothing_runs_where_no_policy_would_stop_it(bare: Bare) -> None:
    html = {str(number): rendered(payload) for number, payload in enumerate(PAYLOADS)}
    for batch in batches(html.items(), AT_ONCE):
        if bare.show(dict(batch)):
            guilty = {
                PAYLOADS[int(name)]: troubles
                for name, text in batch
                if (troubles := bare.show({name: text}))
            }
            raise AssertionError(f"{len(guilty)} do something; some: {list(guilty.items())[:10]}")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='java&#10;script:alert(1)'>x</a>",
        "<iframe src=//evil.example></iframe>",
        "<svg><g></g></svg>",
        "<img src=x name=getElementById>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<p style=color:red>x</p>",
    ],
)
def test_the_tripwire_is_taut(bare: Bare, html: str) -> None:
    assert bare.show({"1": html})
