"""Requests that no browser sends: none stops a web process, and none is read in two ways."""

from __future__ import annotations

import pytest

from cohort.site.serving import parsing
from tests.site.served import GET, Served

CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
REFUSED = {
    "a length, and chunks": f"{CHUNKED}Content-Length: 4\r\n\r\n0\r\n\r\n{GET}",
    "chunks, and a length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
    f"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{GET}",
    "no length of a body, but chunks": f"{CHUNKED}Content-Length: 0\r\n\r\n0\r\n\r\n{GET}",
    "chunks of HTTP/1.0": "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"
    f"Connection: keep-alive\r\n\r\n0\r\n\r\n{GET}",
    "two lengths": f"POST / HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd{GET}",
    "a length below nothing": f"POST / HTTP/1.1\r\nContent-Length: -4\r\n\r\nabcd{GET}",
    "a length of 5000 digits": f"POST / HTTP/1.1\r\nContent-Length: {'9' * 5000}\r\n\r\n{GET}",
    "a chunk of no size": f"{CHUNKED}\r\nzz\r\nabc\r\n0\r\n\r\n{GET}",
    "a chunk that does not end": f"{CHUNKED}\r\n3\r\nabcXX0\r\n\r\n{GET}",
    "a size without end": f"{CHUNKED}\r\n" + "0" * (parsing.LONGEST_CHUNK_SIZE + 1),
    "an extension without end": f"{CHUNKED}\r\n3;" + "a" * parsing.LONGEST_CHUNK_SIZE,
    "a trailer without end": f"{CHUNKED}\r\n0\r\n" + "X: a\r\n" * 4000,
    "a nought in a header": f"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n{GET}",
    "a space before the colon": f"GET / HTTP/1.1\r\nX : a\r\n\r\n{GET}",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_request_is_refused_and_the_connection_closed(served: Served, kind: str) -> None:
    answer = served.ask(REFUSED[kind])
    assert answer.split(b"\r\n")[0].endswith(b" 400 Bad Request")
    assert answer.count(b"HTTP/1.") == 1, "what stands behind it was read as a request"
    assert served.asked == []
    assert served.ask(GET).startswith(b"HTTP/1.1 200 OK")
