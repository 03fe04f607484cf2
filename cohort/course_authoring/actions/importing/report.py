"""What an import did, or would do: file by file, conflicts with a diff, problems by line."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cohort.kernel.problems import Problem

LONGEST_DIFF = 200  # lines
MOST_COMPARED = 4_000  # lines of one text: comparing takes the square of it


class Fate(StrEnum):
    """What became of one file of the course."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BACK = "back again"
    RETIRED = "retired"
    CONFLICT = "conflict"


# In the order in which they are counted.
TOLD = (Fate.NEW, Fate.CHANGED, Fate.BACK, Fate.RETIRED)


@dataclass(frozen=True, slots=True)
class Change:
    """One file and what became of it. `kind`: module, page, file or programme."""

    kind: str
    path: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text that was changed on both sides, and left alone. `words` say how."""

    path: str
    words: str
    diff: tuple[str, ...] = ()


@dataclass
class LoadReport:
    """What loading did: each file's fate, conflicts, and problems by file and line."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rendered: int = 0
    single_files: set[str] = field(default_factory=set)

    def add(self, kind: str, path: str, fate: Fate) -> None:
        """Note what became of a file."""
        self.changes.append(Change(kind, path, fate))

    def clash(self, kind: str, path: str, words: str, here: str = "", there: str = "") -> None:
        """Note a text that was left alone because both sides changed it."""
        self.add(kind, path, Fate.CONFLICT)
        self.conflicts.append(Conflict(path, words, tuple(_diff(path, here, there))))

    def of(self, *fates: Fate, kind: str = "") -> list[Change]:
        """The files of these fates."""
        return [c for c in self.changes if c.fate in fates and (not kind or c.kind == kind)]

    @property
    def fates(self) -> list[tuple[str, Fate]]:
        """(path, what became of it) of each file. A single file is a module and a page: it is told
        once."""
        told: dict[tuple[str, str], Fate] = {}
        for number, change in enumerate(self.changes):
            is_half = change.path in self.single_files
            key = (change.path, "" if is_half else str(number))
            if told.get(key, Fate.UNCHANGED) is Fate.UNCHANGED:
                told[key] = change.fate
        return [(path, fate) for (path, _), fate in told.items()]

    @property
    def has_changes(self) -> bool:
        return bool(self.of(*TOLD))

    @property
    def pages_written(self) -> int:
        return len(self.of(Fate.NEW, Fate.CHANGED, Fate.BACK, kind="page"))

    @property
    def pages_unchanged(self) -> int:
        return len(self.of(Fate.UNCHANGED, kind="page"))

    @property
    def modules_changed(self) -> list[str]:
        """The paths of modules whose own file was taken over."""
        return [c.path for c in self.of(Fate.NEW, Fate.CHANGED, Fate.BACK, kind="module")]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]

    @property
    def is_clean(self) -> bool:
        """Everything was carried, and nothing was left alone."""
        return not self.errors and not self.conflicts

    def counts(self) -> str:
        """One sentence of numbers."""
        fates = Counter(fate for _, fate in self.fates)
        told = [f"{fates[fate]} {fate}" for fate in (*TOLD, Fate.UNCHANGED) if fates[fate]]
        warnings = len(self.problems) - len(self.errors)
        for count, word in (
            (len(self.conflicts), "conflict"),
            (len(self.errors), "error"),
            (warnings, "warning"),
        ):
            if count:
                told.append(f"{count} {word}{'s' if count > 1 else ''}")
        return ", ".join(told) or "nothing to do"


def _diff(path: str, here: str, there: str) -> Iterator[str]:
    """From the text as it is here to the file's, as `diff -u` writes it."""
    ours, theirs = here.splitlines(), there.splitlines()
    if max(len(ours), len(theirs)) > MOST_COMPARED:
        yield f"(the texts are too long to compare here: {len(ours)} and {len(theirs)} lines)"
        return
    lines: Sequence[str] = list(
        difflib.unified_diff(ours, theirs, f"{path} (here)", f"{path} (file)", lineterm="", n=2)
    )
    yield from lines[:LONGEST_DIFF]
    if len(lines) > LONGEST_DIFF:
        yield f"(and {len(lines) - LONGEST_DIFF} more lines)"
