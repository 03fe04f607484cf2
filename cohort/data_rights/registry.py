"""Every feature that holds data about people, in floor order."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Protocol, cast

from cohort import features
from cohort.kernel.data_rights import DataSubject, Erased, ExportSection, StoredData


class Holder(Protocol):
    """The functions of a feature's `data_rights.py` (see cohort.kernel.data_rights)."""

    HELD: tuple[StoredData, ...]

    def export(self, whose: DataSubject) -> list[ExportSection]:
        """All of their data."""

    def erase(self, whose: DataSubject, *, remove_posts: bool) -> Erased:
        """Remove it, in the caller's transaction."""


@functools.cache
def holders() -> tuple[Holder, ...]:
    """Each feature's `data_rights.py`, from the lowest floor up."""
    return cast("tuple[Holder, ...]", tuple(features.modules("data_rights")))


def held() -> Iterator[StoredData]:
    """Everything that is stored about people."""
    for holder in holders():
        yield from holder.HELD


def sections(whose: DataSubject) -> list[ExportSection]:
    """The parts of a person's download: first themselves, then what they wrote, then the rest."""
    found = [section for holder in holders() for section in holder.export(whose)]
    first = ("account", "log", "posts", "threads", "memberships")
    rank = {name: place for place, name in enumerate(first)}
    return sorted(found, key=lambda section: rank.get(section.name, len(first)))


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:
    """Erase everywhere, in the caller's transaction; returns one result for all of it."""
    removed: dict[str, int] = {}
    kept: dict[str, int] = {}
    files: list[str] = []
    for holder in reversed(holders()):
        done = holder.erase(whose, remove_posts=remove_posts)
        removed.update(done.removed)
        kept.update(done.kept)
        files.extend(done.files)
    return Erased(removed, kept, tuple(files))


def table() -> str:
    """The table in docs/data.md, as Markdown."""
    rows = ["| What | Columns | In the download | When the account is deleted | Otherwise until |"]
    rows.append("|---|---|---|---|---|")
    for one in held():
        columns = ", ".join(f"`{column}`" for column in one.columns)
        cells = (one.what, columns, one.download, one.deletion, one.until)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
