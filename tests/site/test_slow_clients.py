"""One web process and clients that are slow, rude or gone: none of them holds what all share.

The limits are cut short here, so that nothing takes as long as it would on a real site; that an
answer comes at all is what is looked at, never how soon.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from cohort.site.serving import web
from tests.patience import PATIENCE_SECONDS, wait_until

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


@pytest.fixture
def served() -> Iterator[Served]:
    found = Served()
    yield found
    found.stop()


SLOW = {
    "a body that has begun": post(500, "email="),
    "a body that has not begun": post(500),
    "a body in chunks": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "a body asked for by 100-continue": post(500, "", "Expect: 100-continue"),
    "headers that do not end": "GET / HTTP/1.1\r\nHost: a\r\nX-One: ",
    "half a first line": "GE",
    "nothing at all": "",
}


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("many", [2, 60])
def test_slow_clients_do_not_keep_others_from_their_answers(
    served: Served, kind: str, many: int
) -> None:
    with ExitStack() as open_ones:
        for _ in range(many):
            open_ones.enter_context(served.open(SLOW[kind]))
        for _ in range(12):
            assert served.ask(GET).startswith(b"HTTP/1.1 200 OK")
    assert served.asked == ["/"] * 12, "a body that is not whole was given to the application"


def test_slow_readers_of_a_big_answer_do_not_keep_others_from_theirs(served: Served) -> None:
    with ExitStack() as open_ones:
        readers = [
            open_ones.enter_context(served.open("GET /big HTTP/1.1\r\nHost: a\r\n\r\n"))
            for _ in range(5)
        ]
        assert all(wire.recv(9) == b"HTTP/1.1 " for wire in readers)
        for _ in range(12):
            assert served.ask(GET).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("kind", [kind for kind in SLOW if SLOW[kind]])
def test_what_stands_still_is_ended_with_408(
    served: Served, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "STILL_SECONDS", 0.5)
    answer = served.ask(SLOW[kind])
    assert b" 408 Request Timeout\r\n" in answer
    assert b"too long to send" in answer
    assert served.asked == []


@pytest.mark.parametrize(
    ("limit", "words"), [("BODY_SECONDS", post(10**5)), ("HEADERS_SECONDS", "GET / HTTP/1.1\r\n")]
)
def test_what_comes_letter_by_letter_is_ended_too(
    served: Served, limit: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, limit, 0.5)
    with served.open(words) as wire:
        ended = threading.Event()

        def drip() -> None:
            while not ended.wait(0.1):
                try:
                    wire.send(b"a")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        answer = all_of(wire)
        ended.set()
        dripping.join()
    assert b" 408 Request Timeout\r\n" in answer
    assert served.asked == []


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("HEADERS_SECONDS", ""),
        ("IDLE_SECONDS", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("STILL_SECONDS", "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"),
    ],
)
def test_connections_nobody_uses_are_closed(
    served: Served, limit: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, limit, 0.5)
    with served.open(words):
        if words:
            wait_until(lambda: bool(served.asked))
        wait_until(lambda: not served.server.active_channels)


def test_those_who_wait_longest_make_room_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "MOST_CONNECTIONS", 20)
    served = Served()
    with ExitStack() as open_ones:
        for _ in range(60):
            open_ones.enter_context(served.open(post(500, "email=")))
        for _ in range(5):
            assert served.ask(GET).startswith(b"HTTP/1.1 200 OK")
    served.stop()


def test_bodies_that_are_not_whole_are_kept_within_bounds(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_WAITING_BYTES", MEGABYTE)
    half = post(MEGABYTE, "x" * (MEGABYTE // 2))
    with served.open(half) as first, served.open(half), served.open(half), served.open(half):
        assert all_of(first) == b"", "the first one made room"
        assert served.ask(GET).startswith(b"HTTP/1.1 200 OK")


def test_a_client_that_goes_away_in_the_middle_of_a_body_leaves_nothing(served: Served) -> None:
    with served.open(post(500, "email=a")):
        wait_until(lambda: bool(served.server.active_channels))
    wait_until(lambda: not served.server.active_channels)
    assert served.asked == []


def test_a_body_that_is_too_big_is_refused(served: Served) -> None:
    answer = served.ask(post(2**40, "x"))
    assert b" 413 " in answer
    assert b"too big to send" in answer
    assert served.asked == []


def test_what_is_somewhat_too_big_reaches_the_application_which_says_it_better(
    served: Served,
) -> None:
    big = "x" * (MEGABYTE + 4096)
    answer = served.ask(post(len(big), big, "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(big.encode())


def test_a_body_in_chunks_arrives_whole(served: Served) -> None:
    words = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = served.ask(words + "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n")
    assert answer.endswith(b"\r\n\r\nhello, world")


def test_a_client_that_waits_for_100_continue_is_told(served: Served) -> None:
    with served.open(post(5, "", "Expect: 100-continue", "Connection: close")) as wire:
        assert wire.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
        wire.sendall(b"hello")
        assert all_of(wire).endswith(b"\r\n\r\nhello")


def test_a_connection_is_kept_for_the_next_request(served: Served) -> None:
    with served.open(post(5, "first")) as wire:
        assert b"first" in wire.recv(1000)
        wire.sendall(post(6, "second", "Connection: close").encode())
        assert all_of(wire).endswith(b"second")


def test_headers_without_end_are_refused(served: Served) -> None:
    answer = served.ask("GET / HTTP/1.1\r\n" + "X-A: " + "b" * 100_000)
    assert b" 431 " in answer


def test_when_it_is_stopped_it_finishes_what_it_does(served: Served) -> None:
    with served.open("GET /held HTTP/1.1\r\nHost: a\r\n\r\n") as busy, served.open() as idle:
        assert served.inside.wait(PATIENCE_SECONDS)
        served.server.ask_to_stop()
        assert all_of(idle) == b"", "who asked for nothing is let go at once"
        wait_until(lambda: not served.lets_in())
        served.held.set()
        assert all_of(busy).endswith(b"finished")
    served.thread.join(PATIENCE_SECONDS)
    assert not served.thread.is_alive()
