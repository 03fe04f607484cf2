"""The queries of the page of all that is not finished, and rows for it."""

from __future__ import annotations

from cohort.drafts import keeping
from cohort.drafts.keeping import Saving
from cohort.drafts.kinds import Place, kind_called
from tests.architecture.counting import ListPage, Rows

PAGES = (ListPage("/cohorts/{cohort}/drafts", "participant", 2, "Draft row {n}"),)


def _drafts(rows: Rows) -> None:
    actor = rows.world.actor(rows.people["participant"], rows.names["cohort"])
    for n in rows.numbers:
        saving = Saving(rows.key(), {"body": f"Draft row {n}"})
        keeping.keep(actor, kind_called("thread"), "new", Place(), saving)


ROWS = (_drafts,)
