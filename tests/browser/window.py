"""A window of a real browser that notices whatever goes wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from cohort.demo.people import PASSWORD
from tests.browser.find import find_chromium
from tests.browser.server import Site
from tests.patience import PATIENCE_SECONDS

DESK, TABLET, PHONE, ZOOMED = 1280, 768, 390, 320
HEIGHT = 900
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WAIT_MS = PATIENCE_SECONDS * 1000 // 5
PEOPLE = {
    "participant": "participant@example.org",
    "facilitator": "facilitator@example.org",
    "organiser": "organiser@example.org",
    "administrator": "admin@example.org",
    "outsider": "outsider@example.org",
    "newcomer": "newcomer@example.org",  # not of the demo; see tests/browser/server.py
}
# The browser's own remark on an answer of 400 or more; we judge the answers themselves.
ON_AN_ANSWER = "Failed to load resource: the server responded with a status of"


@dataclass
class Window:
    """One browser context with one page in front. Its troubles fail the test at its end."""

    site: Site
    context: BrowserContext
    page: Page
    expected: set[int] = field(default_factory=set)  # statuses of pages that the test wants
    expected_of_scripts: set[int] = field(default_factory=set)  # and of what scripts ask for
    forgiven: tuple[str, ...] = ()  # words of the console that the test brings about
    troubles: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to an address of the site, and wait until all of it is there."""
        self.page.goto(self.site.address + path)
        return self.page

    def sign_in(self, who: str) -> Page:
        """Sign in through the form, as anybody does."""
        page = self.open("/sign-in")
        page.get_by_label("Email address").fill(PEOPLE[who])
        page.locator("#password").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/cohorts**")
        return page

    def renew(self, cookies: Any = None) -> None:
        """As a window just opened, at a third less work: what Chromium has compiled is kept.

        Nothing that a page could tell is: cookies, storage and the size are those of a new one.
        """
        for other in self.context.pages:
            if other is not self.page:
                other.close()
        # Not about:blank, for which Chromium would take another process. No script, no storage.
        self.open("/healthz")
        self.page.evaluate("sessionStorage.clear()")  # the only one that is the tab's own
        self.context.clear_cookies()
        devtools = self.context.new_cdp_session(self.page)
        all_of_it = {"origin": self.site.address, "storageTypes": "all"}
        devtools.send("Storage.clearDataForOrigin", all_of_it)
        devtools.detach()
        if cookies:
            assert not cookies["origins"], "only cookies are given back, and there is more"
            self.context.add_cookies(cookies["cookies"])
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": DESK, "height": HEIGHT})
        self.answers.clear()
        self.expected.clear()
        self.expected_of_scripts.clear()
        self.forgiven = ()

    def expect(self, status: int) -> None:
        """A page with this status is what the test is about."""
        self.expected.add(status)

    def forgive(self, *words: str, statuses: tuple[int, ...] = ()) -> None:
        """The test brings this about: these words on the console, and scripts that are answered
        with these statuses."""
        self.forgiven += words
        self.expected_of_scripts.update(statuses)

    def last_document(self) -> Response:
        """The answer that the page in front came from, redirects followed."""
        documents = [
            answer
            for answer in self.answers
            if answer.request.resource_type == "document"
            and answer.frame == self.page.main_frame  # not what a frame in the page shows
            and answer.status not in (302, 303)
        ]
        return documents[-1]

    def check(self) -> None:
        """Raises AssertionError, listing the troubles, when there were any."""
        troubles, self.troubles = self.troubles, []
        assert not troubles, "The browser complained:\n" + "\n".join(troubles)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ON_AN_ANSWER):
            if any(words in message.text for words in self.forgiven):
                return
            where = message.location.get("url", "")
            self.troubles.append(f"console {message.type}: {message.text} ({where})")

    def _on_request(self, request: Any) -> None:
        if not request.url.startswith(self.site.address + "/"):
            self.troubles.append(f"asked for {request.url[:200]}: everything must be our own")

    def _on_answer(self, answer: Response) -> None:
        self.answers.append(answer)
        is_page = answer.request.resource_type == "document"
        wanted = answer.status in (self.expected if is_page else self.expected_of_scripts)
        if answer.status >= 400 and not wanted:
            self.troubles.append(f"{answer.status} for {answer.request.method} {answer.url}")
        if answer.status == 500:
            self.troubles.append(self.site.log()[-3000:])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for this process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def open_window(
    browser: Browser,
    site: Site,
    *,
    javascript: bool = True,
    width: int = DESK,
    dark: bool = False,
    touch: bool = False,
    cookies: Any = None,
) -> Window:
    """A fresh window: no cookies unless given, no cache, as wide as asked."""
    context = browser.new_context(
        base_url=site.address,
        java_script_enabled=javascript,
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
        storage_state=cookies,
    )
    context.set_default_timeout(WAIT_MS)
    window = Window(site, context, context.new_page())
    context.on("console", window._on_console)
    context.on("weberror", lambda error: window.troubles.append(f"page error: {error.error}"))
    context.on("request", window._on_request)
    context.on("response", window._on_answer)
    return window
