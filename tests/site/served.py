"""One web process that serves a small application, in a thread of the tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

from cohort.site.serving import web
from tests.patience import PATIENCE_SECONDS

MEGABYTE = 1024 * 1024


class Served:
    """An application of two pages on one thread: `/` answers what it was sent, `/big` at length."""

    def __init__(self) -> None:
        opened = socket.create_server(("127.0.0.1", 0))
        self.port = opened.getsockname()[1]
        self.asked: list[str] = []
        self.held, self.inside = threading.Event(), threading.Event()
        self.server = web.make_server(self.answer, opened, threads=1, biggest=MEGABYTE)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        body = environ["wsgi.input"].read()
        if environ["PATH_INFO"] == "/big":
            body = b"x" * (40 * MEGABYTE)
        if environ["PATH_INFO"] == "/held":
            self.inside.set()
            assert self.held.wait(PATIENCE_SECONDS)
            body = b"finished"
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def open(self, words: str = "") -> socket.socket:
        wire = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)
        wire.sendall(words.encode())
        return wire

    def ask(self, words: str) -> bytes:
        """All that is answered until the server closes the connection."""
        with self.open(words) as wire:
            return all_of(wire)

    def lets_in(self) -> bool:
        try:
            self.open().close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        self.held.set()
        self.server.ask_to_stop()
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()


def all_of(wire: socket.socket) -> bytes:
    found = b""
    try:
        while part := wire.recv(MEGABYTE):
            found += part
    except ConnectionResetError:
        pass
    return found


def post(length: int | str, body: str = "", *more: str, path: str = "/") -> str:
    lines = [f"POST {path} HTTP/1.1", "Host: a", f"Content-Length: {length}", *more]
    return "\r\n".join([*lines, "", body])


GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
