"""How a page is opened in the state it is to be looked at in, for tests/<feature>/places.py:

PLACES     a Place for each page of the feature, and for each state worth a look
NOT_PAGES  endpoints of GET addresses that answer with no page for people
ELSEWHERE  endpoints of pages that a test of its own opens
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from playwright.sync_api import Page

from cohort.app import create_app
from cohort.demo.people import ALONG_THE_COAST, COAST, COMMUNITIES, PILOT, SPRING
from tests.browser.server import Site
from tests.browser.window import Window
from tests.conftest import config_for

ANYBODY = None
IN_SPRING = {"cohort_slug": SPRING}
IN_PILOT = {"cohort_slug": PILOT}
IN_COAST = {"cohort_slug": COAST}
OF_COMMUNITIES = {"programme_slug": COMMUNITIES}
OF_COAST = {"programme_slug": ALONG_THE_COAST}


@dataclass(frozen=True)
class Place:
    """One page in one state. Values that begin with "select" are asked of the database."""

    name: str
    endpoint: str
    who: str | None = ANYBODY
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    then: Callable[[Page], None] | None = None  # what is done on the page to get there
    start: str = ""  # the endpoint to begin at, when it is not the one in question

    def path(self, app: Flask, site: Site) -> str:
        """The address on this site."""
        filled: dict[str, Any] = {
            name: site.one(text) if text.startswith("select") else text
            for name, text in self.values.items()
        }
        if self.endpoint.startswith("/"):
            return self.endpoint.format(**filled)
        path = app.url_map.bind("localhost").build(self.start or self.endpoint, filled)
        return path + (f"?{urlencode(self.query)}" if self.query else "")

    def visit(self, window: Window, path: str) -> Page:
        """Open it, and do what leads to the state it is about."""
        window.expect(self.status)
        page = window.open(path)
        if self.then:
            self.then(page)
            page.wait_for_load_state()
        answered = window.last_document().status
        assert answered == self.status, f"{path} answered {answered}, not {self.status}"
        return page


def app_of(site: Site) -> Flask:
    """The app whose addresses the site answers, to build them with."""
    return create_app(config_for(f"sqlite:///{site.folder / 'cohort.db'}", site.folder))


def press(page: Page) -> None:
    """Send the page's form as it is."""
    page.locator("main form:not([action$='sign-out']) [type=submit]:not([name=keep])").last.click()


def write(
    page: Page, text: str = "A thought that must not be lost.\n\nNor its second part."
) -> None:
    page.locator("main textarea").last.fill(text)


def send(page: Page) -> None:
    if page.get_by_label("Title").count():
        page.get_by_label("Title").fill("A title just thought of")
    write(page)
    press(page)


def set_value(page: Page, name: str, value: str) -> None:
    """Of a field that nobody types in."""
    script = "([name, value]) => document.querySelector(`main [name=${name}]`).value = value"
    page.evaluate(script, [name, value])
