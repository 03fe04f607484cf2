"""Data of a person in drafts: what they typed and have not saved."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, db
from cohort.drafts import keeping
from cohort.drafts.kinds import kind_called
from cohort.drafts.models import Draft
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData

HELD = (
    StoredData(
        "Drafts of what a person is writing: text, where it was begun and when",
        ("draft.user_id",),
        download="yes",
        deletion="removed",
        until="the text is saved or thrown away, or was not touched for as long as the settings "
        "say; that a draft was finished is remembered for a week, without its text",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """Every draft, the oldest first."""
    return [
        ExportSection(
            "drafts",
            "Your drafts",
            "What you began to write and have not saved: nobody else can read it.",
            lambda: _drafts(whose.user_id),
        )
    ]


def _drafts(user_id: int) -> Iterator[ExportItem]:
    mine = Draft.user_id == user_id, Draft.has_words, Draft.finished_at.is_(None)
    # One by one: a long text of the course each.
    for draft_id in db.session.scalars(sa.select(Draft.id).where(*mine).order_by(Draft.id)).all():
        draft = db.session.get(Draft, draft_id)
        if draft is not None:
            began = kind_called(draft.kind).words(draft.about)
            facts = {"began": began, "saved_at": draft.saved_at, "draft": keeping.read(draft)}
            yield ExportItem(facts, began[:1].upper() + began[1:])
            db.session.expunge(draft)


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete them all."""
    count = change(sa.delete(Draft).where(Draft.user_id == whose.user_id))
    return Erased({"drafts": count})
