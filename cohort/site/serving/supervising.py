"""The supervisor: sets up, starts web processes and worker, starts again what ends."""

from __future__ import annotations

import gc
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from cohort.site.serving import children
from cohort.site.serving.ports import PortRefused, listen

LOOK_SECONDS = 0.2
RESTART_SECONDS = 1
TOO_SOON_SECONDS = 5  # a web process that ends so soon after its start would only end again
WEB, WORKER = "web", "worker"


@dataclass(frozen=True)
class Site:
    """What to run. Each function runs in a child of its own and returns its exit code.

    `set_up` runs first and alone; `worker` may be left out.
    """

    web: Callable[[], int]
    processes: int
    set_up: Callable[[], int] | None = None
    worker: Callable[[], int] | None = None


def supervise(site: Site, opened: socket.socket) -> int:
    """Run until SIGINT or SIGTERM, or until a web process cannot be kept running; returns an
    exit code. What ends by itself is started again."""
    supervisor = _Supervisor(site)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.ask_to_stop)
    gc.freeze()  # what is loaded now stays shared between the processes
    try:
        return supervisor.run(opened)
    finally:
        children.stop([*supervisor.running])


class _Supervisor:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.family = children.Family()
        self.is_asked_to_stop = False
        self.running: dict[int, tuple[str, float]] = {}  # pid: kind, when it was started

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_asked_to_stop = True

    def run(self, opened: socket.socket) -> int:
        if self.site.set_up and (code := self._set_up(self.site.set_up)):
            return code
        try:
            listen(opened)
        except PortRefused as refused:
            print(refused, file=sys.stderr)
            return 1
        for kind in (*[WEB] * self.site.processes, WORKER):
            self._start(kind)
        print(_spent(), file=sys.stderr)
        while not self.is_asked_to_stop:
            time.sleep(LOOK_SECONDS)
            if not all(self._is_kept_running(pid) for pid in tuple(self.running)):
                print("The web server ended by itself; see above.", file=sys.stderr)
                return 1
        opened.close()  # nobody is let in who would find the processes gone
        children.stop([*self.running])
        self.running.clear()
        print("\nStopped.")
        return 0

    def _set_up(self, set_up: Callable[[], int]) -> int:
        pid = self.family.start("setup", set_up)
        while (code := children.ended(pid)) is None:
            if self.is_asked_to_stop:
                children.stop([pid])
                print("\nStopped.")
                return 1
            time.sleep(LOOK_SECONDS / 10)
        return abs(code)

    def _start(self, kind: str) -> None:
        run = self.site.web if kind == WEB else self.site.worker
        if run is not None:
            self.running[self.family.start(kind, run)] = (kind, time.monotonic())

    def _is_kept_running(self, pid: int) -> bool:
        """Start a child again if it has ended; False for a web process that had just begun."""
        if children.ended(pid) is None:
            return True
        kind, since = self.running.pop(pid)
        if self.is_asked_to_stop:
            return True
        if kind == WEB and time.monotonic() - since < TOO_SOON_SECONDS:
            return False
        name = "worker" if kind == WORKER else "web process"
        print(f"A {name} ended by itself; starting it again.", file=sys.stderr)
        if kind == WORKER:
            time.sleep(RESTART_SECONDS)
        self._start(kind)
        return True


def _spent() -> str:
    """What the start has cost. The children that were started last cost next to nothing: they
    have the code from here."""
    own, below = (
        sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"Started. Processor time: {own:.1f} s to load the code, {below:.1f} s to set up."
