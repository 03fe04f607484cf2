"""The content desk's data about a person: the course texts that they wrote."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.course_authoring.models import Revision
from cohort.course_modules.models import CourseAsset, Module
from cohort.db import change, in_batches
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData

HELD = (
    StoredData(
        "Who saved a revision of a module or page, or added a file",
        ("revision.author_id", "course_asset.added_by"),
        download="yes, the revisions",
        deletion="kept without a name: the content belongs to the programme",
        until="the programme is removed",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """Revisions."""
    return [
        ExportSection(
            "content",
            "What you wrote of the course",
            "The revisions of modules and pages that you saved.",
            lambda: _content(whose.user_id),
        )
    ]


def _content(user_id: int) -> Iterator[ExportItem]:
    revisions = (
        sa.select(Revision.id, Revision.made_at, Revision.note, Revision.text, Module.title)
        .join(Module, Module.id == Revision.module_id)
        .where(Revision.author_id == user_id)
    )
    for row in in_batches(revisions, Revision.id):
        facts = {"module": row.title, "made_at": row.made_at, "note": row.note, "text": row.text}
        yield ExportItem(facts, row.title, markdown=row.text)


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Keep the saved content, without a name."""
    revisions = change(
        sa.update(Revision).where(Revision.author_id == whose.user_id).values(author_id=None)
    )
    added = CourseAsset.added_by == whose.user_id
    change(sa.update(CourseAsset).where(added).values(added_by=None))
    return Erased(kept={"revisions of modules, without a name": revisions})
