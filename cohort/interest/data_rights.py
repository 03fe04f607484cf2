"""Data of a person in registrations of interest, found by their address."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from cohort.db import change, db
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData
from cohort.programmes.models import Programme

HELD = (
    StoredData(
        "Registrations of interest: name, address, organisation, job, hopes, stage",
        ("expression_of_interest.email", "expression_of_interest.name"),
        download="yes, those from the address of the account",
        deletion="removed, those from the address of the account",
        until="as many months as the programme says, 12 at first",
    ),
)


def export(whose: DataSubject) -> list[ExportSection]:
    """The registrations from the person's own address."""
    about = "What you sent when you registered interest, from the address of your account."
    return [
        ExportSection("interest", "Registrations of interest", about, lambda: _sent(whose.email))
    ]


def _sent(email: str) -> Iterator[ExportItem]:
    query = (
        sa.select(ExpressionOfInterest, Programme.name)
        .join(Programme, Programme.id == ExpressionOfInterest.programme_id)
        .where(_from(email))
        .order_by(ExpressionOfInterest.id)
    )
    for row, programme in db.session.execute(query):
        yield ExportItem(
            {
                "programme": programme,
                "reference": row.reference,
                "name": row.name,
                "email": row.email,
                "organisation": row.organisation,
                "job": row.job,
                "hopes": row.hopes,
                "stage": row.stage,
                "registered_at": row.registered_at,
                "removed_on": row.expires_on,
            }
        )


def _from(email: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(ExpressionOfInterest.email) == email.lower()


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Delete them."""
    gone = change(sa.delete(ExpressionOfInterest).where(_from(whose.email)))
    return Erased({"registrations of interest": gone})
