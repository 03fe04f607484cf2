"""The queries of pages that list threads and posts, and rows for them."""

from __future__ import annotations

import datetime as dt

from cohort.discussions import actions as discussions
from cohort.discussions.actions.private import reply_privately
from cohort.discussions.actions.reporting import report_post
from cohort.discussions.actions.to_come import Plan, plan_thread
from cohort.discussions.models import Reason
from cohort.discussions.queries import get_post
from cohort.discussions.queries.hosted import get_hosted_post
from cohort.kernel import clock, ids
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/cohorts/{cohort}/threads", "participant", 4, "Thread row {n}"),
    ListPage("/cohorts/{cohort}/threads/{thread}", "participant", 7, "Post row {n}"),
    ListPage("/cohorts/{cohort}/threads", "facilitator", 5, "To come row {n}"),
    ListPage("/cohorts/{cohort}/threads/names", "participant", 2),
    ListPage("/cohorts/{cohort}/posts/{private}/private-reply", "facilitator", 5, "Private {n}"),
    ListPage("/cohorts/{cohort}/threads/{private_thread}", "facilitator", 6, "Private {n}"),
    ListPage("/cohorts/{cohort}/reports", "facilitator", 3, "Report row {n}", most=50),
    ListPage("/cohorts/{cohort}/reports/settled", "facilitator", 2),
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


def _to_come(rows: Rows) -> None:
    actor = rows.world.actor(rows.people["facilitator"], rows.names["cohort"])
    for n in rows.numbers:
        plan = Plan(f"To come row {n}", "Words", clock.now() + dt.timedelta(days=n))
        plan_thread(actor, plan, submission_key=rows.key())


def _reports(rows: Rows) -> None:
    author = rows.world.actor(rows.people["participant"], rows.names["cohort"])
    actor = rows.world.actor(rows.people["facilitator"], rows.names["cohort"])
    for n in rows.numbers:
        posted = discussions.open_thread(
            author, title=f"Report row {n}", body="Words", submission_key=rows.key()
        )
        report_post(actor, get_hosted_post(actor, posted.post_id), reason=Reason.OTHER, words="")


def _private(rows: Rows) -> None:
    """One exchange on one post."""
    author = rows.world.actor(rows.people["participant"], rows.names["cohort"])
    actor = rows.world.actor(rows.people["facilitator"], rows.names["cohort"])
    posted = discussions.open_thread(
        author, title="A private matter", body="Words", submission_key=rows.key()
    )
    post = get_post(actor, posted.post_id)
    for n in rows.numbers:
        reply_privately(actor, post, body=f"Private {n}", submission_key=rows.key())
    rows.names["private"] = ids.write_id(posted.post_id)
    rows.names["private_thread"] = ids.write_id(posted.thread_id)


ROWS = (
    _private,
    _to_come,
    _reports,
    _threads_and_posts,
)  # the newest threads stand on the first page
