"""`flask site run`, as `make run` starts it: both processes, Ctrl-C, and a request cut short."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from cohort.demo.people import PASSWORD
from config import ROOT
from tests.patience import PATIENCE_SECONDS, wait_until


class Running:
    """A site started by `flask site run --demo` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.output = (folder / "output.txt").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "site", "run", "--demo"],
            cwd=ROOT,
            env=keep
            | {
                "COHORT_ENV": "development",
                "INSTANCE_PATH": str(folder),
                "PORT": str(self.port),
                "WEB_PROCESSES": "1",
            },
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until(self, path: str, words: str) -> None:
        def says_so() -> bool:
            try:
                with urllib.request.urlopen(self.address + path) as answer:
                    return words in answer.read().decode()
            except (HTTPError, URLError, ConnectionError):
                return False

        wait_until(says_so, lambda: f"{path} never said {words!r}:\n{self.said}", pause=0.1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / "output.txt").read_text()

    def children(self) -> list[int]:
        """Every living process below this one."""
        found: list[int] = []
        waiting = [self.process.pid]
        while waiting:
            pid = waiting.pop()
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                below = [int(word) for word in task.read_text().split()]
                found += below
                waiting += below
        return found


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    site = Running(folder)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.process.send_signal(signal.SIGTERM)
        site.process.wait(PATIENCE_SECONDS)
        site.output.close()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_it_starts_both_says_how_to_sign_in_and_stops_both(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.wait_until("/readyz", '"worker":"ok"')
        assert site.address in site.said
        for name in ("participant", "facilitator", "organiser", "admin", "outsider"):
            assert f"{name}@example.org" in site.said
        assert PASSWORD in site.said
        children = site.children()
        assert len(children) >= 2
        site.process.send_signal(signal.SIGINT)
        assert site.process.wait(PATIENCE_SECONDS) == 0
        wait_until(lambda: not any(alive(pid) for pid in children))
        assert "Stopped." in site.said
        assert "Traceback" not in site.said

    with running(tmp_path) as again:
        again.wait_until("/", "Commissioning along the coast")
        second = again.said.split("Stopped.")[1]
        assert "0 pages written, 18 unchanged" in second
        assert "Loaded the demo data" not in second


def test_a_worker_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.wait_until("/readyz", '"worker":"ok"')
        first = worker_of(site)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: worker_of(site) not in (0, first), pause=0.1)
        assert "starting it again" in site.said
        site.wait_until("/healthz", "ok")


def worker_of(site: Running) -> int:
    """The worker's process id, or 0."""
    for pid in site.children():
        words = Path(f"/proc/{pid}/cmdline")
        if words.exists() and alive(pid) and b"worker" in words.read_bytes().split(b"\0"):
            return pid
    return 0


def test_a_request_cut_short_is_not_taken_and_the_server_goes_on(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.wait_until("/", "Programmes")
        for told, sent in ((5000, b"csrf_token=x&email=a"), (10, b""), (2**40, b"x")):
            with socket.create_connection(("127.0.0.1", site.port)) as wire:
                wire.sendall(
                    f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {told}\r\nConnection: close\r\n\r\n".encode()
                    + sent
                )
                wire.shutdown(socket.SHUT_WR)
                answer = wire.recv(200)
            assert not answer or re.match(rb"HTTP/1.1 4\d\d", answer), answer
        site.wait_until("/healthz", "ok")
        assert "Traceback" not in site.said
