"""Driving the server with wrk."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


class LoadFailed(Exception):
    """wrk failed, or the server answered requests with errors."""


@dataclass(frozen=True)
class Load:
    """What a run of wrk measured. Times in milliseconds.

    `cpu_ms` is the processor time that the web server's processes spent on one request, and
    `database_ms` what a database server's own spent.
    """

    requests: int
    seconds: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float = 0.0
    database_ms: float = 0.0

    @property
    def whole_cpu_ms(self) -> float:
        """Processor time for one request, wherever it was spent."""
        return self.cpu_ms + self.database_ms

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def best(runs: Sequence[Load]) -> Load:
    """The fastest of several runs: other work on the machine can only slow one down.

    Processor time is not slowed by others, so it is the mean of all runs.
    """
    fastest = max(runs, key=lambda run: run.per_second)
    total = sum(run.requests for run in runs)
    return replace(
        fastest,
        cpu_ms=sum(run.cpu_ms * run.requests for run in runs) / total,
        database_ms=sum(run.database_ms * run.requests for run in runs) / total,
    )


def find_wrk() -> str:
    """wrk from PATH; as root on Debian it is installed. Otherwise says so and exits."""
    found = shutil.which("wrk")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing wrk, the load tool…", file=sys.stderr)
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False, capture_output=True)
        found = shutil.which("wrk")
    if found is None:
        sys.exit(
            "make bench needs the load tool wrk. Install it (Debian and Ubuntu: "
            "`apt-get install wrk`; macOS: `brew install wrk`) and run it again."
        )
    return found


def drive(
    url: str, *, clients: int, seconds: int, cookie: str | None, token: str | None = None
) -> Load:
    """One run of wrk. Raises LoadFailed when any answer was an error."""
    environment = os.environ | {"BENCH_RUN": "".join(secrets.choice(LETTERS[:8]) for _ in range(7))}
    if cookie:
        environment["BENCH_COOKIE"] = cookie
    if token:
        environment["BENCH_TOKEN"] = token
    command = [find_wrk(), "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s"]
    done = subprocess.run(
        [*command, "--script", str(SCRIPT), "--latency", url],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise LoadFailed(f"wrk did not finish on {url}: {done.stderr or done.stdout}")
    facts = json.loads(lines[-1])
    failed = facts.pop("failed")
    if failed or not facts["requests"]:
        raise LoadFailed(f"{failed} of {facts['requests']} requests to {url} failed.")
    return Load(**facts)
