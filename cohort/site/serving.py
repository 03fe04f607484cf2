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
RESTART_WAIT_SECONDS = 1


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
    """Run until SIGINT or SIGTERM, or until the web server ends by itself; returns an exit
    code. A worker that ends by itself is started again: the site works without it for a while."""
    parts = urlsplit(address)
    host = os.environ.get("HOST", "127.0.0.1")
    port = int(os.environ.get("PORT") or parts.port or 8000)
    children = [_start(command) for command in (web_command(host, port), worker_command())]
    asked_to_stop = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not asked_to_stop and children[0].poll() is None:
        time.sleep(0.2)
        if children[1].poll() is not None and not asked_to_stop:
            print("The worker ended by itself; starting it again.", file=sys.stderr)
            time.sleep(RESTART_WAIT_SECONDS)
            children[1] = _start(worker_command())
    _stop(children)
    if asked_to_stop:
        print("\nStopped.")
        return 0
    print("The web server ended by itself; see above.", file=sys.stderr)
    return 1


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Its own process group: the terminal's Ctrl-C reaches only us, and we stop it.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own commands


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
