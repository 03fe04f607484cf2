"""Child processes that never outlive their parent, however it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

STOP_SECONDS = 10  # that a child is given to finish what it does


class Family:
    """Forks children and stops them.

    Each child watches a pipe whose other end only the parent holds. The kernel closes it when the
    parent ends, by a SIGKILL too, and the child then stops as if it had been told to.
    """

    def __init__(self) -> None:
        self._watched, self._held = os.pipe()

    def start(self, name: str, run: Callable[[], int]) -> int:
        """Fork a child that does `run`, and return its process id. `run` returns its exit code."""
        _let_timers_end()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            self._become(name)
            code = run()
        except BaseException:  # nothing may return into the parent's code
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _become(self, name: str) -> None:
        os.close(self._held)
        os.setsid()  # the terminal's Ctrl-C reaches only the parent, and it stops us
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        with contextlib.suppress(OSError):  # Linux: the name that ps and top show
            Path("/proc/self/comm").write_text(f"cohort-{name}")
        threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def _watch(self) -> None:
        with contextlib.suppress(OSError):
            os.read(self._watched, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)


def stop(pids: list[int]) -> None:
    """Ask these children to stop; after some seconds, end them."""
    waiting = set(pids)
    _tell(waiting, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS + 1
    while waiting and time.monotonic() < deadline:
        waiting -= {pid for pid in waiting if ended(pid) is not None}
        time.sleep(0.02)
    _tell(waiting, signal.SIGKILL)
    for pid in waiting:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def ended(pid: int) -> int | None:
    """The exit code of a child that has ended (negative: the signal that ended it), or None."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if found else None


def _tell(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _let_timers_end() -> None:
    """Wait for threads that only run for a moment (flask-limiter starts one): a fork takes one
    thread along, and a lock that another held would stay locked."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(1)
