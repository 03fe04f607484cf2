"""What changed between two texts, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 600  # longer texts show as all taken out, all added: time grows with the square
CONTEXT = 3  # lines shown before and after a change


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of either text. `change` is '', 'added', 'taken out' or 'left out': the last stands
    for lines that are the same in both, and `text` then says how many."""

    text: str
    change: str = ""


def compare_lines(old: str, new: str) -> list[DiffLine]:
    """The lines of both texts in reading order, without the empty ones."""
    before, after = _lines(old), _lines(new)
    if len(before) + len(after) > MOST_LINES:
        return [DiffLine(t, "taken out") for t in before] + [DiffLine(t, "added") for t in after]
    found: list[DiffLine] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            found += [DiffLine(text) for text in before[first:last]]
            continue
        found += [DiffLine(text, "taken out") for text in before[first:last]]
        found += [DiffLine(text, "added") for text in after[new_first:new_last]]
    return found


def compare_sources(old: str, new: str) -> list[DiffLine]:
    """The changed lines of two files, each with a few lines around it. Empty when the files are
    the same."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    found: list[DiffLine] = []
    # Frequent lines, such as empty ones, say little about what changed; ignoring them is faster.
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > MOST_LINES)
    seen = 0
    for group in matcher.get_grouped_opcodes(CONTEXT):
        found += _left_out(group[0][1] - seen)
        for kind, first, last, new_first, new_last in group:
            if kind == "equal":
                found += [DiffLine(text) for text in before[first:last]]
                continue
            found += [DiffLine(text, "taken out") for text in before[first:last]]
            found += [DiffLine(text, "added") for text in after[new_first:new_last]]
        seen = group[-1][2]
    return found + _left_out(len(before) - seen)


def _left_out(count: int) -> list[DiffLine]:
    words = "1 line" if count == 1 else f"{count:,} lines"
    return [DiffLine(f"{words} that did not change", "left out")] if count else []


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
