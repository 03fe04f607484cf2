"""The queries of the log, and entries for it."""

from __future__ import annotations

from cohort.reflections import actions as reflections
from tests.architecture.counting import A_PAGE, ListPage, Rows

PAGES = (ListPage("/cohorts/{cohort}/log", "participant", 2, "Entry row {n}", A_PAGE),)


def _entries(rows: Rows) -> None:
    actor = rows.world.actor(rows.people["participant"], rows.names["cohort"])
    for n in rows.numbers:
        reflections.write_reflection(
            actor, body=f"Entry row {n}", title="", prompt_id=None, submission_key=rows.key()
        )


ROWS = (_entries,)
