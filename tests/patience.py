"""Waiting and measuring so that no test fails because a machine is slow.

Waits are for a condition and as long as a hang would be; what is measured is processor time.
Nothing else in the suite looks at a clock on the wall (tests/architecture/test_suite.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config import ROOT

PATIENCE_SECONDS = 600  # for anything that another process or thread does


def wait_until(
    is_so: Callable[[], object],
    or_else: Callable[[], str] = lambda: "it never came to that",
    pause: float = 0.02,
) -> None:
    """Wait for something that goes on elsewhere. Raises AssertionError, with the words of
    `or_else`, when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, or_else()
        time.sleep(pause)


def work_of(do: Callable[[], object], times: int = 1) -> float:
    """The processor seconds this process spends on `do`: the least of so many times."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        do()
        spent.append(time.process_time() - begun)
    return min(spent)


def wall_of(do: Callable[[], object], times: int) -> float:
    """The seconds that pass while `do` runs, the least of so many times. Only to be compared with
    others of the same run: for what a database does meanwhile, which is no work of this process."""
    passed = []
    for _ in range(times):
        begun = time.perf_counter()
        do()
        passed.append(time.perf_counter() - begun)
    return min(passed)


@dataclass(frozen=True)
class Measured:
    """What a program said and took."""

    code: int
    said: str
    seconds: float  # of the processor
    megabytes: float  # at most


# Run from a small process of its own: the kernel counts what a process held before it became
# another program, so one begun by the tests would be as big as the tests are.
_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
sys.exit(code)
"""


class Measuring:
    """`python …`, begun and being measured. `folder` is for what is found out."""

    def __init__(
        self, words: Sequence[object], folder: Path, env: dict[str, str] | None = None
    ) -> None:
        self._used = folder / "used.txt"
        self._running = subprocess.Popen(
            [sys.executable, "-c", _MEASURE, str(self._used), sys.executable, *map(str, words)],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._spent = 0.0

    def is_running(self) -> bool:
        """Whether it goes on."""
        return self._running.poll() is None

    def spent(self) -> float:
        """The processor seconds it has taken so far: how far it has come, however busy the
        machine is. Needs Linux."""
        me = self._running.pid
        try:
            (child,) = Path(f"/proc/{me}/task/{me}/children").read_text().split()
            facts = Path(f"/proc/{child}/stat").read_text().rpartition(") ")[2].split()
        except (OSError, ValueError):
            return self._spent  # not begun yet, or ended
        ticks = int(facts[11]) + int(facts[12])
        self._spent = ticks / os.sysconf("SC_CLK_TCK")
        return self._spent

    def end(self) -> Measured:
        """Wait for its end."""
        said = self._running.communicate()[0]
        seconds, kilobytes = map(float, self._used.read_text().split())
        return Measured(self._running.returncode, said, seconds, kilobytes / 1024)
