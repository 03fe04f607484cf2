"""The queries of pages that gather from everywhere, and rows of the audit log for them."""

from __future__ import annotations

from cohort.access.actor import NOBODY
from cohort.audit_log.actions import record
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/", "visitor", 1, "Programme row {n}"),
    ListPage("/cohorts/{cohort}", "participant", 4),  # shows at most five things
    ListPage("/cohorts/{cohort}", "facilitator", 5),  # and the reports that wait
    ListPage("/organise/programmes/{programme}/history", "organiser", 3, "Record row {n}"),
    ListPage("/admin/history", "administrator", 3, "Record row {n}"),
    ListPage("/admin/checklist", "administrator", 2),
    ListPage("/admin/settings", "administrator", 2),  # shows each setting there is
    ListPage("/admin/settings/names", "administrator", 2),
)


def _acts(rows: Rows) -> None:
    ours = rows.programme()
    for n in rows.numbers:
        told = f"Record row {n}"
        record(NOBODY, "programme:edit", ours, programme_id=ours.id, reason=told)


ROWS = (_acts,)
