"""The queries of pages about registering, and registrations for them."""

from __future__ import annotations

from cohort.interest import actions as interest
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/programmes/{programme}/interest", "visitor", 2, "Open row {n}"),
    ListPage("/cohorts/{cohort}/registrations", "facilitator", 2, "Asked row {n}"),
    ListPage("/organise/programmes/{programme}/registrations", "organiser", 2, "Asked row {n}"),
)


def _registrations(rows: Rows) -> None:
    for n in rows.numbers:
        interest.register_interest(
            rows.programme(),
            cohort_id=rows.cohort().id,
            name=f"Asked row {n}",
            email=f"asked{n}@example.org",
            organisation="A council",
            job="A job",
            hopes="",
            held_because=None,
            submission_key=rows.key(),
        )


ROWS = (_registrations,)
