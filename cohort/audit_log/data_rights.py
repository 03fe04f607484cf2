"""What the audit log holds about a person: ids, never a name or an address."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.audit_log.models import HistoryEntry
from cohort.db import db, in_batches
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData

HELD = (
    StoredData(
        "The record: who did what, to whom, when and why, as numbers that stand for people",
        ("history.actor_id", "history.subject_id", "history.person_id"),
        download="yes: what the person did, and what was done to their account",
        deletion="kept without a name: deciding about people stays accountable",
        until="never: the record is only ever added to",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """What this person did, and what others did to their account."""
    return [
        ExportSection(
            "record",
            "The record",
            "What you did as a facilitator, organiser or administrator, and what was done to "
            "your account.",
            lambda: _entries(whose.user_id),
        )
    ]


def _entries(user_id: int) -> Iterator[ExportItem]:
    query = sa.select(
        HistoryEntry.id,
        HistoryEntry.at,
        HistoryEntry.actor_id,
        HistoryEntry.action,
        HistoryEntry.reason,
        HistoryEntry.details,
    ).where(_about(user_id))
    for row in in_batches(query, HistoryEntry.id):
        yield ExportItem(
            {
                "at": row.at,
                "act": row.action,
                "by_you": row.actor_id == user_id,
                "reason": row.reason,
                "details": row.details,
            }
        )


def _about(user_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(HistoryEntry.actor_id == user_id, HistoryEntry.person_id == user_id)


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete nothing: the log names nobody."""
    entries = sa.select(sa.func.count()).where(_about(whose.user_id))
    return Erased(kept={"entries of the record": db.session.scalar(entries) or 0})
