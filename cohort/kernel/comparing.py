"""What changed between two texts, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 600  # more are shown as all taken out and all added: comparing takes their square


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either text. `change` is '', 'added' or 'taken out'."""

    text: str
    change: str = ""


def compare_lines(old: str, new: str) -> list[Line]:
    """The lines of both texts in reading order, without the empty ones."""
    before, after = _lines(old), _lines(new)
    if len(before) + len(after) > MOST_LINES:
        return [Line(t, "taken out") for t in before] + [Line(t, "added") for t in after]
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            found += [Line(text) for text in before[first:last]]
            continue
        found += [Line(text, "taken out") for text in before[first:last]]
        found += [Line(text, "added") for text in after[new_first:new_last]]
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
