"""What is wrong with a text that somebody wrote, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell the author. `line` counts from 1; 0 means the file as a whole.

    `is_error`: the author must fix it; otherwise it is a warning.
    """

    path: str
    line: int
    text: str
    is_error: bool = True

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.text}" if place else self.text
