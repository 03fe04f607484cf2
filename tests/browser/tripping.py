"""What a payload does in a real browser: on a bare page without a policy, and on ours."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Route

from tests.browser.window import Window

TRIPWIRE = (Path(__file__).parent / "tripwire.js").read_text()
BARE = "http://hostile.example/"
AT_ONCE = 900  # payloads on one bare page
MOST_OF_OTHERS = 4  # of pages of one kind, where the hostile text is not what they are for


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
        pieces = [f'<div data-piece="{name}">{html}</div>' for name, html in shown.items()]
        return self.open("<!doctype html><title>x</title><main>" + "\n".join(pieces) + "</main>")

    def open(self, html: str) -> list[str]:
        """What goes wrong when this is the whole document."""
        self.troubles, self.html = [], html
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


class Walk:
    """Goes from page to page by their links, and looks at each."""

    def __init__(self, window: Window, whole: list[str], sampled: list[str]) -> None:
        self.window = window
        self.whole = whole  # every address that begins so
        self.sampled = sampled  # some of the others that begin so
        self.seen: set[str] = set()
        self.of_a_kind: Counter[str] = Counter()
        self.bad: dict[str, list[str]] = {}
        self.queue: list[str] = []

    def run(self, start: list[str]) -> None:
        self.queue = [path for path in start if self._wants(path)]
        self.go_on()

    def go_on(self) -> None:
        """Look at what waits, and at what that leads to."""
        while self.queue:
            self.look(self.queue.pop(0))

    def look(self, path: str) -> None:
        page = self.window.page
        try:
            answer = page.goto(self.window.site.address + path)
        except Error as error:
            if "Download is starting" in str(error):
                return  # a file, which the browser keeps and does not open
            raise
        found: list[str] = page.evaluate("() => window.__tripwirePage()")
        found += [f"led away to {page.url}"] * (not page.url.startswith(self.window.site.address))
        found += [f"answered {answer.status}"] * bool(answer and answer.status >= 400)
        if found:
            self.bad[path] = found[:6]
        links: list[str] = page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].filter((a) => !a.closest('.prose'))"
            ".map((a) => a.getAttribute('href'))"
        )
        self.queue += [link for link in links if self._wants(link)]

    def _wants(self, link: str) -> bool:
        path = link.partition("#")[0]
        if path in self.seen or "/files/" in path:
            return False
        if not any(path.startswith(start) for start in self.whole):
            kind = re.sub(r"[^/?=&]*\d[^/?=&]*|=[^&]*", "…", path)
            self.of_a_kind[kind] += 1
            few = self.of_a_kind[kind] <= MOST_OF_OTHERS
            if not (few and any(path.startswith(start) for start in self.sampled)):
                return False
        self.seen.add(path)
        return True
