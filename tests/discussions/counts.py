"""The queries of pages that list threads and posts, and rows for them."""

from __future__ import annotations

from cohort.discussions import actions as discussions
from cohort.kernel import ids
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/cohorts/{cohort}/threads", "participant", 3, "Thread row {n}"),
    ListPage("/cohorts/{cohort}/threads/{thread}", "participant", 7, "Post row {n}"),
)


def _threads_and_posts(rows: Rows) -> None:
    actor = rows.world.actor(rows.people["participant"], rows.names["cohort"])
    for n in rows.numbers:
        thread = discussions.open_thread(
            actor, title=f"Thread row {n}", body="Post row 1", submission_key=rows.key()
        ).thread_id
    for n in rows.numbers[1:]:
        discussions.reply(actor, thread, body=f"Post row {n}", submission_key=rows.key())
    rows.names["thread"] = ids.write_id(thread)


ROWS = (_threads_and_posts,)
