"""A proxy between a browser and the site that loses, holds back, cuts, doubles and mixes up.

All goes through it untouched but the savings of drafts (POST …/drafts): for each of them `trouble`
says what becomes of it. `/held?key=…` is answered by the proxy itself: what the site's database
holds of that draft at this moment, past the site, so that a test can compare.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.browser.server import HOST, Site
from tests.patience import PATIENCE_SECONDS

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
IS_LONG = 0.3  # seconds: longer than the page of a test is patient


class Trouble(StrEnum):
    """What becomes of one saving."""

    NONE = "passes"
    LOST_GOING = "never reaches the site"
    LOST_COMING = "reaches the site, and its answer is lost"
    SLOW = "is answered later than the page waits for"
    CUT = "its answer ends in the middle"
    CUT_CLEANLY = "half an answer, which says that it is whole"
    DOUBLED = "reaches the site twice, and the second answer is given"
    OVERTAKEN = "reaches the site after the next one, and nobody answers it"
    MIXED_UP = "is lost, and the answer to an earlier saving is given"
    NOT_OURS = "is answered by a machine in between"


@dataclass
class Unsteady:
    """What the proxy does and has done. `trouble` is asked once a saving; None lets all pass."""

    site: Site
    trouble: Callable[[], Trouble] | None = None
    savings: int = 0
    met: dict[Trouble, int] = field(default_factory=dict)
    address: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[Any] = field(default_factory=list)  # savings that the next one overtakes
    given: dict[str, list[Any]] = field(default_factory=dict)  # the site's answers to each draft

    def as_site(self) -> Site:
        """The site as a browser meets it."""
        return Site(self.address, self.site.folder)

    def next_trouble(self) -> Trouble:
        """Of the saving that has just come."""
        with self.lock:
            self.savings += 1
            trouble = self.trouble() if self.trouble else Trouble.NONE
            self.met[trouble] = self.met.get(trouble, 0) + 1
            return trouble

    def held(self, key: str) -> dict[str, str]:
        """The fields that the database holds under this key."""
        where = f"file:{self.site.folder / 'cohort.db'}?mode=ro"
        with closing(sqlite3.connect(where, uri=True, timeout=PATIENCE_SECONDS)) as database:
            question = "select facts from draft where key = ? and has_words and finished_at is null"
            row = database.execute(question, (key,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        """(status, headers, body) of the site itself."""
        host = self.site.address.removeprefix("http://")
        with closing(http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS)) as connection:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Unsteady

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/held":
            held = self.proxy.held(parse_qs(asked.query)["key"][0])
            told = json.dumps({"fields": held, "savings": self.proxy.savings}).encode()
            self._give((200, [("Content-Type", "application/json")], told))
        else:
            self._give(self._asked())

    def do_POST(self) -> None:
        if not urlsplit(self.path).path.endswith("/drafts"):
            self._give(self._asked())
            return
        proxy, trouble, one = self.proxy, self.proxy.next_trouble(), self._request()
        if trouble is Trouble.OVERTAKEN:
            proxy.waiting.append(one)
        elif trouble not in (Trouble.LOST_GOING, Trouble.MIXED_UP, Trouble.NOT_OURS):
            answer = proxy.ask(*one)
            if trouble is Trouble.DOUBLED:
                answer = proxy.ask(*one)
            while proxy.waiting:
                proxy.ask(*proxy.waiting.pop())
            proxy.given.setdefault(_key(one), []).append(answer)
            self._answer(trouble, answer)
            return
        if trouble is Trouble.MIXED_UP and proxy.given.get(_key(one)):
            self._give(proxy.given[_key(one)][-2:][0])
        elif trouble is Trouble.NOT_OURS:
            self._give((502, [("Content-Type", "text/html")], b"<h1>Bad gateway</h1>"))
        else:
            self.close_connection = True

    def _answer(self, trouble: Trouble, answer: Any) -> None:
        status, headers, body = answer
        if trouble is Trouble.LOST_COMING:
            self.close_connection = True
        elif trouble is Trouble.CUT:
            self._give((status, headers, body[: len(body) // 2]), len(body))
            self.close_connection = True
        elif trouble is Trouble.CUT_CLEANLY:
            self._give((status, headers, body[: len(body) // 2]))
        else:
            if trouble is Trouble.SLOW:
                threading.Event().wait(IS_LONG)
            self._give(answer)

    def _request(self) -> tuple[str, str, dict[str, str], bytes]:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        return self.command, self.path, headers, body

    def _asked(self) -> Any:
        try:
            return self.proxy.ask(*self._request())
        except OSError:  # the site was killed
            return 502, [("Content-Type", "text/html")], b"<h1>Bad gateway</h1>"

    def _give(self, answer: Any, length: int | None = None) -> None:
        status, headers, body = answer
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """A browser that does not wait for its answer is no trouble of ours."""
        try:
            super().handle()
        except (ConnectionError, OSError):
            self.close_connection = True

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


def _key(one: Any) -> str:
    """The key of the draft that a saving is for."""
    return parse_qs(one[-1].decode())["submission"][0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_request: Any) -> None:
        """Closed by the browser in the middle: it does that."""


@contextmanager
def unsteady(site: Site) -> Iterator[Unsteady]:
    """A proxy in front of `site`, which passes all on until it is given a `trouble`."""
    proxy = Unsteady(site)
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    with _Server((HOST, 0), handler) as server:
        proxy.address = f"http://{HOST}:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
