"""One web process: waitress, with time limits for what clients send and take.

Waitress reads requests and sends answers in one thread that waits for nobody, and hands a request
to a thread of ours once its body is here as a whole. A slow client therefore holds a socket and,
beyond half a megabyte, a temporary file, but never a thread. What waitress lacks is an end to it:
it closes a connection that stands still, but waits for ever for one that sends a letter now and
then, and it drops its work when it is stopped.
"""

from __future__ import annotations

import contextlib
import logging
import resource
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error

from cohort.kernel import clock
from cohort.site.serving.children import STOP_SECONDS
from cohort.site.serving.parsing import RequestReader

WsgiApp = Callable[..., Any]

LOOK_SECONDS = 1
HEADERS_SECONDS = 30  # from a connection's or a request's first letter to the end of its headers
STILL_SECONDS = 30  # that a body, or somebody who takes an answer, may stand still
BODY_SECONDS = 600  # for a whole request: 10 MB over a line of 140 kbit/s
IDLE_SECONDS = 75  # between two requests; nginx keeps its connections for 60
MOST_CONNECTIONS = 1000
# Of bodies that are not here as a whole and of answers that are not taken yet, in one process.
MOST_WAITING_BYTES = 512 * 1024 * 1024
FILE_BYTES = 512 * 1024  # from here on a body, or an answer that waits, is in a file
WORDS = {
    400: "Your browser sent a request that we cannot read.",
    408: "Your browser took too long to send this. Go back, and try again on a better line.",
    413: "That is too big to send.",
    431: "Your browser sent too many or too long headers. Deleting this site's cookies may help.",
}


class _TooSlow(Error):
    code = 408
    reason = "Request Timeout"


class _Refusal(ErrorTask):
    """An answer of the server's own, made before there is a request for the application."""

    def execute(self) -> None:
        """Write it, and close the connection after it."""
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        words = f"{WORDS.get(error.code, error.reason)}\n".encode()
        self.response_headers += [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(words)
        self.write(words)


class _Connection(HTTPChannel):
    """A client's connection, which knows since when it has been waited for."""

    parser_class = RequestReader
    error_task_class = _Refusal
    request: Any = None  # that is being received
    requests: list[Any]  # that are here as a whole; the first is being answered
    begun = 0.0  # when the first letter of the latest request arrived

    def received(self, data: bytes) -> bool:
        """Take what arrived."""
        before = self.request
        taken = bool(super().received(data))
        if before is None or self.request is not before:
            self.begun = self.last_activity
        return taken

    def handle_close(self) -> None:
        """Close the connection, and the file that held what had come of a body."""
        super().handle_close()
        request, self.request = self.request, None
        if request is not None:
            request.close()

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits here for something: a request or an answer is under way."""
        return bool(self.requests or self.total_outbufs_len or self.request)

    @property
    def waiting_bytes(self) -> int:
        """How much has come of a body that is not here as a whole, or is left of an answer."""
        body = self.request.body_rcv if self.request else None
        return int(self.total_outbufs_len) + (len(body) if body else 0)

    def end_if_late(self, now: float) -> None:
        """Close a connection that took too long, with an answer if it had begun a request."""
        still = now - self.last_activity
        if self.requests and not self.total_outbufs_len:
            return  # the application is at work
        if self.total_outbufs_len:
            if still > STILL_SECONDS:
                self.handle_close()
        elif self.request is None:
            if still > (IDLE_SECONDS if self.begun else HEADERS_SECONDS):
                self.handle_close()
        else:
            age = now - self.begun
            limit = BODY_SECONDS if self.request.headers_finished else HEADERS_SECONDS
            if still > STILL_SECONDS or age > limit:
                self.refuse()

    def refuse(self) -> None:
        """Answer 408 to a request that is not here as a whole, and close the connection."""
        with self.requests_lock:
            late, self.request = self.request, None
            if late is None:
                return
            late.error, late.completed = _TooSlow(""), True
            self.requests.append(late)
        self.server.add_task(self)


class Server(TcpWSGIServer):
    """Serves on a socket that other processes share; ends gracefully."""

    channel_class = _Connection
    stop_by: float | None = None

    next_look = 0.0

    def maintenance(self, now: float) -> None:
        """Nothing: waitress only marks a connection to be closed as soon as it can be written to,
        which is never where somebody does not take their answer. See `_look_after`."""

    def _look_after(self, now: float) -> None:
        """End what is late, and make room."""
        for connection in list(self.active_channels.values()):
            connection.end_if_late(now)
        self._make_room()

    def handle_accept(self) -> None:
        """Let a connection in; it may be one too many."""
        super().handle_accept()
        if len(self.active_channels) > MOST_CONNECTIONS:
            self._make_room()

    def _make_room(self) -> None:
        """Close connections that have waited longest for their client, so that slow ones cannot
        hold all places, nor fill the disk."""
        connections = list(self.active_channels.values())
        waiting = sum(connection.waiting_bytes for connection in connections)
        spare = len(connections) - MOST_CONNECTIONS
        too_many = spare + MOST_CONNECTIONS // 10 if spare > 0 else 0
        for connection in sorted(connections, key=lambda each: each.begun or each.creation_time):
            frees = connection.waiting_bytes if waiting > MOST_WAITING_BYTES else 0
            # Where there are requests, the application is at work: nobody waits for the client.
            if (too_many > 0 or frees) and not connection.requests:
                too_many -= 1
                waiting -= connection.waiting_bytes
                connection.handle_close()

    def ask_to_stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Let no more connections in; those that wait for something get some seconds."""
        self.stop_by = time.monotonic() + STOP_SECONDS - 1
        with contextlib.suppress(OSError):  # it has stopped already
            self.pull_trigger()

    def run(self) -> None:
        """Serve until `ask_to_stop`."""
        while self.stop_by is None:
            self._turn()
        self.del_channel()
        self.socket.close()
        while time.monotonic() < self.stop_by and self._finish():
            self._turn()
        self.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
        wasyncore.close_all(self._map)

    def _finish(self) -> bool:
        """Close what is idle; whether something is left to wait for."""
        busy = False
        for connection in list(self.active_channels.values()):
            busy = busy or connection.is_busy
            if not connection.is_busy:
                connection.handle_close()
        return busy

    def _turn(self) -> None:
        wasyncore.loop(timeout=LOOK_SECONDS, map=self._map, use_poll=True, count=1)
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + LOOK_SECONDS
            self._look_after(clock.now().timestamp())  # waitress notes moments by that clock


def make_server(app: WsgiApp, opened: socket.socket, *, threads: int, biggest: int) -> Server:
    """A server of `app` on a listening socket.

    `biggest` is the size in bytes of the largest request that any page takes; somewhat larger ones
    still reach the application, which says so in a page.
    """
    settings = Adjustments(
        sockets=[opened],
        threads=threads,
        ident=None,
        connection_limit=2 * MOST_CONNECTIONS,
        max_request_body_size=2 * biggest,
        max_request_header_size=64 * 1024,
        inbuf_overflow=FILE_BYTES,
        outbuf_overflow=FILE_BYTES,
        # No thread waits for a slow reader: an answer that is not taken waits in a file.
        outbuf_high_watermark=2**40,
        clear_untrusted_proxy_headers=False,  # cohort/app.py reads them as TRUSTED_PROXIES says
    )
    opened.setblocking(False)
    workers = ThreadedTaskDispatcher()
    workers.set_thread_count(threads)
    return Server(
        app,
        {},
        _sock=opened,
        dispatcher=workers,
        adj=settings,
        bind_socket=False,
        sockinfo=(opened.family, opened.type, opened.proto, opened.getsockname()),
    )


def serve(app: WsgiApp, opened: socket.socket, *, threads: int, biggest: int) -> int:
    """Serve (see `make_server`) until SIGTERM; returns an exit code."""
    # It would warn of each request that waits for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = 4 * MOST_CONNECTIONS  # connections, and a file for each
    if most_files != resource.RLIM_INFINITY:
        enough = min(enough, most_files)
    resource.setrlimit(resource.RLIMIT_NOFILE, (enough, most_files))
    server = make_server(app, opened, threads=threads, biggest=biggest)
    signal.signal(signal.SIGTERM, server.ask_to_stop)
    server.run()
    return 0
