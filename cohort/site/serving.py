"""One web server and one worker as children of this process, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType
from urllib.parse import urlsplit

STOP_WAIT_SECONDS = 10


def web_command(host: str, port: int) -> list[str]:
    """The web server's run shape was chosen by `make bench`; see docs/performance.md."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", os.environ.get("WEB_PROCESSES", "2")),
        *("--blocking-threads", os.environ.get("WEB_THREADS", "1")),
        *("--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
        "wsgi:app",
    ]


def worker_command() -> list[str]:
    """The worker."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


def run_both(address: str) -> int:
    """Run until SIGINT or SIGTERM, or until a child ends by itself; returns an exit code."""
    parts = urlsplit(address)
    host = os.environ.get("HOST", "127.0.0.1")
    port = int(os.environ.get("PORT") or parts.port or 8000)
    children = [
        # Their own process groups: the terminal's Ctrl-C reaches only us, and we stop them.
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own commands
        for command in (web_command(host, port), worker_command())
    ]
    asked_to_stop = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not asked_to_stop and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _stop(children)
    if asked_to_stop:
        print("\nStopped.")
        return 0
    print("The web server or the worker ended by itself; see above.", file=sys.stderr)
    return 1


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WAIT_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
