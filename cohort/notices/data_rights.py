"""Data of a person in notices: what they were told, and how far they read."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, in_batches
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.notices.kinds import kinds
from cohort.notices.models import Mailed, MailMark, Notice, ReadThrough
from cohort.programmes.models import Cohort

HELD = (
    StoredData(
        "Notices: what a person was told of, when, and whether they read it",
        ("notice.user_id",),
        download="yes: the kind, the cohort and when; not what others wrote",
        deletion="removed",
        until="some months after (settings)",
    ),
    StoredData(
        "How far a person has read in each thread, and which notices they have read",
        ("read_through.user_id",),
        download="no: only the last place in each, which says what is new",
        deletion="removed",
        until="the account is deleted",
    ),
    StoredData(
        "Up to when a person was mailed what happened, and how many such mails they got on one day",
        ("mail_mark.user_id",),
        download="no: only the moments from which the next mail goes on",
        deletion="removed",
        until="the account is deleted",
    ),
    StoredData(
        "Which posts and modules a person was mailed at once",
        ("mailed.user_id",),
        download="no: only numbers, so that nothing is mailed twice; the mail itself is theirs",
        deletion="removed",
        until="60 days after",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """Every notice, oldest first."""
    return [
        ExportSection(
            "notices",
            "Your notices",
            "What you were told of and when. What it was about is where it was written.",
            lambda: _notices(whose.user_id),
        )
    ]


def _notices(user_id: int) -> Iterator[ExportItem]:
    query = (
        sa.select(Notice.id, Notice.kind, Notice.at, Notice.read_at, Cohort.name)
        .outerjoin(Cohort, Cohort.id == Notice.cohort_id)
        .where(Notice.user_id == user_id)
    )
    for row in in_batches(query, Notice.id):
        kind = kinds().get(row.kind)
        words = kind.words if kind else row.kind
        facts = {"about": words, "cohort": row.name, "at": row.at, "read_at": row.read_at}
        yield ExportItem(facts)


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete all of it."""
    count = change(sa.delete(Notice).where(Notice.user_id == whose.user_id))
    for table in (ReadThrough, MailMark, Mailed):
        change(sa.delete(table).where(table.user_id == whose.user_id))
    return Erased({"notices": count})
