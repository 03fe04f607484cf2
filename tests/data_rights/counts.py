"""The queries of pages that list complaints and privacy notices, and complaints for them."""

from __future__ import annotations

from cohort.data_rights.actions.complaints import complain
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/privacy/versions", "visitor", 1),
    ListPage("/admin/complaints", "administrator", 3),  # shows references, made by chance
)


def _complaints(rows: Rows) -> None:
    for n in rows.numbers:
        complain(
            name=f"Complainant row {n}",
            email=f"complains{n}@example.org",
            about="It",
            wanted="",
            held_because=None,
            submission_key=rows.key(),
        )


ROWS = (_complaints,)
