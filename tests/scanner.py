"""A mail scanner: it opens every link of a message, runs the scripts of what it finds, and presses
everything that is a link. Whatever it does, nothing may have changed afterwards.

    scanner = Scanner(app)
    with scanner.nothing_changes():
        scanner.open_plainly(messages)               # GET and HEAD, redirects followed
        buttons = scanner.press(chrome, messages)    # in a real browser, as a stranger
    assert buttons == {...}

`press` also tells which buttons it found that need nothing typed: some scanners press those too,
so what such a button does must be harmless (stop a kind of mail) or need more than the link.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from cohort.db import db
from cohort.mail.models import OutboxMessage
from cohort.mail.outbox import Message
from tests import databases

MOST_REDIRECTS = 8
IN_TEXT = re.compile(r"https?://\S+")
TYPED = "input:not([type=hidden]):not([type=submit]):not([type=button]), textarea, select"


def links_in(message: Message | OutboxMessage) -> list[str]:
    """Every web link of a message: of its text, its HTML and its headers."""
    found = IN_TEXT.findall(message.text)
    if message.html:
        found += lxml_html.fromstring(message.html).xpath("//a/@href")
    found.append(message.unsubscribe_url)
    return [link for link in dict.fromkeys(found) if link.startswith("http")]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Scanner:
    """Over one app and its database."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @contextmanager
    def nothing_changes(self) -> Iterator[None]:
        """Raises AssertionError, naming the tables, when anything in the database differs."""
        before = self._everything()
        yield
        after = self._everything()
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, f"a scanner changed {', '.join(changed)}"

    def open_plainly(self, messages: Iterable[Message | OutboxMessage]) -> list[str]:
        """GET and HEAD every link without cookies, following redirects; returns the links."""
        opened = []
        for message in messages:
            for link in links_in(message):
                for method in ("HEAD", "GET", "HEAD"):
                    self._follow(method, link)
                opened.append(link)
        return opened

    def _follow(self, method: str, link: str) -> None:
        client, path = self.app.test_client(), _path(link)
        for _ in range(MOST_REDIRECTS):
            answer = client.open(path, method=method)
            assert answer.status_code < 500, f"{method} {path} answered {answer.status_code}"
            if answer.status_code not in (301, 302, 303, 307, 308):
                return
            path = _path(answer.headers["Location"])
        raise AssertionError(f"{link} is redirected without end")

    def press(self, chrome: Browser, messages: Iterable[Message | OutboxMessage]) -> set[str]:
        """Open every link in a real browser, as a stranger, and press each link of what it shows.

        Returns "METHOD /path" of the forms whose button needs nothing typed, without tokens.
        """
        buttons, pressed = set[str](), set[str]()
        with self._served() as address:
            for message in messages:
                for link in links_in(message):
                    context = chrome.new_context()
                    page = context.new_page()
                    buttons |= press_all(page, address, address + _path(link), pressed)
                    context.close()
        return buttons

    @contextmanager
    def _served(self) -> Iterator[str]:
        with self.app.app_context():
            db.session.remove()
        server = make_server("127.0.0.1", 0, self.app, True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()

    def _everything(self) -> dict[str, Any]:
        return databases.everything(self.app)


def press_all(page: Page, address: str, start: str, pressed: set[str]) -> set[str]:
    """Press each link of the page `start` that is not in `pressed`; returns what `press` does."""
    page.goto(start)
    buttons = _plain_buttons(page)
    hrefs = page.locator("a[href]").evaluate_all("links => links.map(a => a.href)")
    for href in dict.fromkeys(hrefs):
        if not href.startswith(address) or href in pressed:
            continue
        pressed.add(href)
        page.goto(start)
        link = page.locator(f'a[href="{_path(href)}"], a[href="{href}"]').first
        if link.count() and link.is_visible():
            link.click(force=True)
            page.wait_for_load_state()
    return buttons


def _plain_buttons(page: Page) -> set[str]:
    found = set()
    for form in page.locator("form").all():
        if form.locator(TYPED).count() == 0:
            action = urlsplit(form.evaluate("form => form.action")).path
            method = form.evaluate("form => form.method").upper()
            found.add(f"{method} {re.sub(r'[^/]{30,}', '…', action)}")
    return found


def _path(link: str) -> str:
    parts = urlsplit(link)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
