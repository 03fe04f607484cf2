"""What the search index holds about a person: copies of what they wrote, for searching."""

from __future__ import annotations

from cohort.kernel.data_rights import DataSubject, Erased, ExportSection, StoredData
from cohort.search import index

HELD = (
    StoredData(
        "The words of what somebody wrote, in the search index",
        ("search_entry.owner_id",),
        download="no: the writing itself is there",
        deletion="removed",
        until="the writing itself goes",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:  # noqa: ARG001 - every feature's shape
    """Nothing: the writing itself is in its feature's section."""
    return []


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Remove everything of theirs from the index."""
    count = index.remove_all_of(whose.user_id)
    return Erased(removed={"entries of the search index": count} if count else {})
