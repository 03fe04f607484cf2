"""A mail scanner at work on a running site, with mails that came over SMTP. It opens every link,
follows redirects, runs the scripts of the pages, and presses every link and button it finds."""

from __future__ import annotations

import sqlite3
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from urllib.error import HTTPError

from playwright.sync_api import Browser, Page

from tests.browser.live import Live, Mail
from tests.browser.window import WAIT_MS
from tests.patience import PATIENCE_SECONDS
from tests.scanner import press_all

# What goes on by itself while a scanner is at work.
BY_ITSELF = {"heartbeat", "scheduled_job", "outbox_message", "mail_mark", "mail_sweep"}


@dataclass
class Scan:
    """Call it with mails: it raises AssertionError when something is changed by scanning."""

    live: Live
    chrome: Browser
    pressed: set[str] = field(default_factory=set)
    pressed_on: set[str] = field(default_factory=set)

    def __call__(self, *mails: Mail) -> None:
        before = self._everything()
        for mail in mails:
            for link in mail.links:
                for method in ("HEAD", "GET", "HEAD"):
                    self._open_plainly(method, link)
                self._press_everything(link)
        after = self._everything()
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, f"a scanner changed {', '.join(changed)}"

    def _open_plainly(self, method: str, link: str) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(urllib.request.Request(link, method=method)).read()
        except HTTPError as answer:
            status = answer.code
        else:
            status = 200
        assert status < 500, f"{method} {link} answered {status}"

    def _press_everything(self, link: str) -> None:
        context = self.chrome.new_context()
        # It has no Microsoft account: the provider of the tests would sign anybody in.
        context.route(f"{self.live.provider.origin}/**", lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        press_all(page, self.live.site.address, link, self.pressed)
        page.goto(link)
        where = page.url.partition("?")[0]  # many a link leads to the sign-in page
        if where not in self.pressed_on:
            self.pressed_on.add(where)
            for number in range(page.locator("main button").count()):
                self._press_button(page, link, number)
        context.close()

    def _press_button(self, page: Page, link: str, number: int) -> None:
        page.goto(link)
        button = page.locator("main button").nth(number)
        if button.is_visible():
            button.click()
            page.wait_for_load_state()

    def _everything(self) -> dict[str, list[str]]:
        where = f"file:{self.live.site.folder / 'cohort.db'}?mode=ro"
        with closing(sqlite3.connect(where, uri=True, timeout=PATIENCE_SECONDS)) as database:
            names = [
                name
                for (name,) in database.execute("select name from sqlite_master where type='table'")
                if name not in BY_ITSELF
            ]
            return {
                name: sorted(map(repr, database.execute(f'select * from "{name}"')))
                for name in names
            }
