"""The queries of the page of notices, and rows for it."""

from __future__ import annotations

from cohort.discussions import actions as discussions
from cohort.kernel import clock
from cohort.notices.actions import Told, tell
from tests.architecture.counting import ListPage, Rows

# The rows are answers, of which a page shows thirty; the threads are new besides.
PAGES = (ListPage("/notices", "facilitator", 5, "Answer row {n}", most=29),)


def _notices(rows: Rows) -> None:
    cohort = rows.cohort().id
    actor = rows.world.actor(rows.people["participant"], rows.names["cohort"])
    told = rows.people["facilitator"].id
    for n in rows.numbers:
        posted = discussions.open_thread(
            actor, title=f"Noticed {n}", body=f"Answer row {n}", submission_key=rows.key()
        )
        place = f"thread:{posted.thread_id}"
        tell([Told(told, cohort, "reply", place, posted.post_id, clock.now())])


ROWS = (_notices,)
