"""Starting the real web server in one shape or another, and weighing its processes."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from cohort.site import serving
from config import ROOT

TARGET = "tests.bench.wsgi:app"
START_SECONDS = 60
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Shape:
    """A server with so many processes and threads in each."""

    server: str
    processes: int
    threads: int

    @property
    def name(self) -> str:
        kind = " sync" if (self.server, self.threads) == ("gunicorn", 1) else ""
        return f"{self.server}{kind} {self.processes} × {self.threads}"

    def command(self, port: int) -> list[str]:
        """What to run."""
        if self.server == "waitress":
            shape = [f"WEB_PROCESSES={self.processes}", f"WEB_THREADS={self.threads}"]
            return ["env", *shape, *serving.web_command("127.0.0.1", port, TARGET)]
        if self.server == "granian":
            return [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port)),
                *("--workers", str(self.processes), "--blocking-threads", str(self.threads)),
                *("--respawn-failed-workers", "--no-ws", "--log-level", "warning", TARGET),
            ]
        kind = "sync" if self.threads == 1 else "gthread"
        return [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(self.processes), "--threads", str(self.threads)),
            *("--worker-class", kind, "--log-level", "warning", TARGET),
        ]


class Shipped:
    """The server exactly as cohort/site/serving/ starts it."""

    name = "as shipped"

    def command(self, port: int) -> list[str]:
        """What to run."""
        return serving.web_command("127.0.0.1", port, TARGET)


def environment(database_url: str, instance: Path) -> dict[str, str]:
    """Production's settings on a database and a folder of the benchmark's own."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "TMPDIR", "WEB_PROCESSES", "WEB_THREADS")
        if name in os.environ
    }
    return kept | {
        "COHORT_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": database_url,
        "PUBLIC_URL": "https://bench.example.org",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "INSTANCE_PATH": str(instance),
        "RATE_LIMITS": "off",
    }


@contextmanager
def running(shape: Shape | Shipped, settings: Mapping[str, str]) -> Iterator[Server]:
    """The server in this shape, ready to answer; stopped afterwards."""
    port = _free_port()
    log = Path(settings["INSTANCE_PATH"]) / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            shape.command(port),
            cwd=ROOT,
            env=dict(settings),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, port, log)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


class Server:
    """A running web server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def wait_until_ready(self) -> None:
        """Return once it answers. Raises RuntimeError, with its last words, when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                connection.close()
        raise RuntimeError(f"The server did not start:\n{self.last_words()}")

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:]

    def megabytes(self) -> list[float]:
        """Resident memory of each process that runs our code, biggest first."""
        return sorted((p.memory_info().rss / MEGABYTE for p in self._processes()), reverse=True)

    def cpu_seconds(self) -> float:
        """Processor time all its processes have used so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self._processes())

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self) -> None:
        """Ask it to stop; after ten seconds, end it and its children."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
