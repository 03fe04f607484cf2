"""Writing to the audit log."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from cohort.access.actor import Actor
from cohort.audit_log.models import HistoryEntry
from cohort.db import db

LONGEST_KEPT = 300  # characters
NOT_KEPT = "(not kept)"


class HasRowId(Protocol):
    """Any row that has an id."""

    @property
    def id(self) -> Any: ...


def record(
    actor: Actor,
    action: str,
    subject: HasRowId,
    *,
    programme_id: int | None = None,
    cohort_id: int | None = None,
    reason: str | None = None,
    **details: Any,
) -> HistoryEntry:
    """Record in this transaction that `actor` did `action` ('cohort:edit') to `subject`."""
    entry = HistoryEntry(
        actor_id=actor.user_id or None,
        action=action,
        subject_type=type(subject).__name__.lower(),
        subject_id=subject.id,
        person_id=_person(subject, details),
        programme_id=programme_id,
        cohort_id=cohort_id,
        reason=reason,
        details=details,
    )
    db.session.add(entry)
    return entry


def _person(subject: HasRowId, details: dict[str, Any]) -> int | None:
    """The person the act is about: the subject itself, or its owner."""
    if type(subject).__name__ == "User":
        return int(subject.id)
    told: int | None = details.get("user_id") or getattr(subject, "user_id", None)
    return told


def changes(
    before: dict[str, Any], after: dict[str, Any], *, personal: Collection[str] = ()
) -> dict[str, list[str]]:
    """{field: [old, new]} for what differs, as text; long texts only by their length.

    `personal` fields may hold somebody's name or address. The log says only that they changed: it
    cannot be edited, so anything it held about a person would outlive their erasure.
    """
    return {
        name: [_told(name, before.get(name), personal), _told(name, value, personal)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _told(name: str, value: Any, personal: Collection[str]) -> str:
    return NOT_KEPT if name in personal and value else _short(value)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_KEPT else f"({len(text):,} characters)"
