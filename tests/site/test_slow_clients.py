"""One web process and clients that are slow, rude or gone: none of them holds what all share.

The limits are cut short here, so that nothing takes as long as it would on a real site; that an
answer comes at all is what is looked at, never how soon.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from cohort.site.serving import web
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.site.served import GET, MEGABYTE, Served, all_of, post

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


def test_readers_who_take_their_answer_slowly_make_room_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "MOST_CONNECTIONS", 20)
    served = Served()
    with ExitStack() as open_ones:
        for _ in range(60):
            wire = open_ones.enter_context(served.open("GET /big HTTP/1.1\r\nHost: a\r\n\r\n"))
            assert wire.recv(9) == b"HTTP/1.1 "
        assert len(served.server.active_channels) <= 21
        assert served.ask(GET).startswith(b"HTTP/1.1 200 OK")
    served.stop()


def test_answers_that_nobody_takes_are_kept_within_bounds(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_WAITING_BYTES", 60 * MEGABYTE)
    big = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
    with served.open(big) as first, served.open() as idle:
        assert first.recv(9) == b"HTTP/1.1 "
        with served.open(big) as second:
            assert second.recv(9) == b"HTTP/1.1 "
            wait_until(lambda: len(served.server.active_channels) == 2)
            assert len(all_of(first)) < 40 * MEGABYTE, "the first one made room"
            idle.sendall(GET.encode())
            assert all_of(idle).startswith(b"HTTP/1.1 200 OK"), "who holds nothing need not go"


def test_a_request_has_its_own_time_however_long_the_one_before_took(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served.open(post(5, "fir")) as wire:
        wait_until(lambda: bool(served.server.active_channels))
        (connection,) = served.server.active_channels.values()
        wait_until(lambda: connection.begun)
        connection.begun = 1.0  # the first one took very long
        wire.sendall(b"st" + post(6, "second", "Connection: close")[:-3].encode())
        wait_until(lambda: connection.begun > 1.0)
        wire.sendall(b"ond")
        assert all_of(wire).endswith(b"second")


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
        answer = b""
        while not answer.endswith(b"first"):  # its headers may come before it
            part = wire.recv(1000)
            assert part, answer
            answer += part
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
