"""Waiting for a shared machine to be quiet, as long as patience lasts."""

from __future__ import annotations

import time

import psutil

BUSY = 30.0  # per cent of all processors
LOOK_SECONDS = 0.15


class Patience:
    """So many seconds of waiting for the whole of a benchmark."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.looks: list[float] = []

    def wait(self) -> None:
        """Return when other work has paused, or when patience is at its end."""
        began = time.monotonic()
        busy = psutil.cpu_percent(interval=LOOK_SECONDS)
        while busy > BUSY and time.monotonic() - began < self.left:
            busy = psutil.cpu_percent(interval=LOOK_SECONDS)
        self.left -= time.monotonic() - began - LOOK_SECONDS
        self.looks.append(busy)

    @property
    def words(self) -> str:
        """How busy the machine was with other work when measuring began, for the report."""
        if not self.looks:
            return "not looked at"
        average = sum(self.looks) / len(self.looks)
        words = f"other work took {average:.0f} % of the processors"
        if average > BUSY:
            words += " (too much: believe processor time, not requests a second)"
        return words
