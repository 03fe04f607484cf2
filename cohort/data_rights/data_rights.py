"""Data that data rights themselves hold: downloads, requested deletions, complaints."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.data_rights.models import AccountDeletion, Complaint, DataExport
from cohort.db import change, db
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData

HELD = (
    StoredData(
        "Downloads: when asked for and made, and the file itself",
        ("data_export.user_id", "data_export.file_key"),
        download="yes: when; not the earlier files",
        deletion="removed, with the file",
        until="7 days after it was made (settings)",
    ),
    StoredData(
        "Wishes to delete the account: when asked, undone, done",
        ("account_deletion.user_id",),
        download="yes",
        deletion="kept without a name, as proof that it was done",
        until="never",
    ),
    StoredData(
        "Complaints about data: name, address, what it is about, and the answer",
        ("complaint.email", "complaint.name"),
        download="yes, those from the address of the account",
        deletion="kept until its own time: we must be able to show how we answered",
        until="some years after the answer (settings)",
    ),
    StoredData(
        "Who published a version of the privacy notice",
        ("privacy_notice.published_by",),
        download="no: it stands in the record",
        deletion="kept without a name",
        until="never",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """The requests that this person made before, and their complaints."""
    return [
        ExportSection(
            "asked",
            "What you asked of us",
            "Downloads, deletions and complaints about data, from you or from your address.",
            lambda: [*_asked(whose.user_id), *_complaints(whose.email)],
        )
    ]


def _asked(user_id: int) -> Iterator[ExportItem]:
    downloads = sa.select(DataExport).where(DataExport.user_id == user_id).order_by(DataExport.id)
    for download in db.session.scalars(downloads):
        yield ExportItem({"download_asked_at": download.asked_at, "ready_at": download.ready_at})
    wishes = sa.select(AccountDeletion).where(AccountDeletion.user_id == user_id)
    for wish in db.session.scalars(wishes.order_by(AccountDeletion.id)):
        yield ExportItem({"deletion_asked_at": wish.asked_at, "undone_at": wish.cancelled_at})


def _complaints(email: str) -> Iterator[ExportItem]:
    query = sa.select(Complaint).where(sa.func.lower(Complaint.email) == email.lower())
    for row in db.session.scalars(query.order_by(Complaint.id)):
        yield ExportItem(
            {
                "reference": row.reference,
                "name": row.name,
                "received_at": row.received_at,
                "about": row.about,
                "wanted": row.wanted,
                "state": row.state,
                "outcome": row.outcome,
                "answered_at": row.answered_at,
            },
            f"Complaint {row.reference}",
        )


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete downloads, with their files. Deletion requests and complaints stay as proof."""
    own = DataExport.user_id == whose.user_id
    keys = db.session.scalars(
        sa.select(DataExport.file_key).where(own, DataExport.file_key.is_not(None))
    ).all()
    change(sa.delete(DataExport).where(own))
    complaints = sa.select(sa.func.count()).where(
        sa.func.lower(Complaint.email) == whose.email.lower()
    )
    return Erased(
        {"downloads": len(keys)},
        {"complaints about data": db.session.scalar(complaints) or 0},
        tuple(key for key in keys if key),
    )
