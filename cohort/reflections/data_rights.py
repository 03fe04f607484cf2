"""Data of a person in the log: their own writing, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.course_modules.models import Prompt
from cohort.db import change, in_batches
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.programmes.models import Cohort
from cohort.reflections.models import Reflection

HELD = (
    StoredData(
        "Reflections in a log: title, text, when written and changed, cohort and prompt",
        ("reflection.author_id",),
        download="yes, as a page, as JSON and each as a Markdown file",
        deletion="removed",
        until="the author deletes the account",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """Every reflection, oldest first."""
    return [
        ExportSection(
            "log",
            "Your log",
            "Every reflection you wrote, oldest first. Nobody else can read them.",
            lambda: _reflections(whose.user_id),
        )
    ]


def _reflections(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(
            Reflection.id,
            Reflection.title,
            Reflection.body,
            Reflection.body_html,
            Reflection.written_at,
            Reflection.changed_at,
            Cohort.name.label("cohort"),
            Prompt.key.label("prompt"),
        )
        .join(Cohort, Cohort.id == Reflection.cohort_id)
        .outerjoin(Prompt, Prompt.id == Reflection.prompt_id)
        .where(Reflection.author_id == user_id)
    )
    for row in in_batches(query, Reflection.id):
        facts = {
            "title": row.title,
            "cohort": row.cohort,
            "prompt": row.prompt,
            "written_at": row.written_at,
            "changed_at": row.changed_at,
            "text": row.body,
        }
        yield ExportItem(facts, row.title or "Without a title", row.body_html, row.body)


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete the whole log."""
    gone = change(sa.delete(Reflection).where(Reflection.author_id == whose.user_id))
    return Erased({"reflections in the log": gone})
