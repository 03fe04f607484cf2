"""Mail about posts that were reported or hidden. It is necessary mail, which cannot be declined."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app

from cohort.access.actor import CohortScope
from cohort.accounts.models import User
from cohort.discussions.models import Outcome, PostHiding, PostReport
from cohort.discussions.queries.hosted import HostedPost
from cohort.discussions.queries.reports import ReportRow
from cohort.kernel import clock, ids
from cohort.kernel.working_days import end_of_working_day
from cohort.mail.outbox import Message, compose
from cohort.notices.kinds import path_to
from cohort.programmes.models import Cohort

WORKING_DAYS = 2  # in which a facilitator opens a report, or the organisers hear that it waits


def deadline_of(reported_at: dt.datetime, zone: str) -> dt.datetime:
    """By when a facilitator opens a report: 5pm on the second working day after it."""
    return end_of_working_day(reported_at, WORKING_DAYS, zone)


def post_reported(reader: User, cohort: CohortScope, report: ReportRow) -> Message:
    """To a facilitator: where, whose post, why; the post itself is on the page."""
    return _about(
        reader,
        cohort,
        "post_reported",
        f"post-reported:{report.id}:{reader.id}",
        report=report,
        deadline=deadline_of(report.reported_at, cohort.time_zone),
        link=_link("discussions_facilitator.show_report", cohort, report_id=report.id),
    )


def report_waits(organiser: User, cohort: Cohort, report: PostReport) -> Message:
    """To an organiser: that a report waits in this cohort, and nothing of what it says."""
    return _about(
        organiser,
        cohort,
        "report_waits",
        f"report-waits:{report.id}:{organiser.id}",
        since=report.reported_at,
        link=_link("discussions_organiser.ask_step_in", cohort),
    )


def stepped_in(
    reader: User, cohort: Cohort, membership_id: int, organiser: str, reason: str
) -> Message:
    """To a facilitator: that an organiser has joined them, and why."""
    return _about(
        reader,
        cohort,
        "stepped_in",
        f"stepped-in:{membership_id}:{reader.id}:{clock.now():%Y%m%d}",
        organiser=organiser,
        reason=reason,
        link=_link("discussions_facilitator.list_reports", cohort),
    )


def report_settled(
    reporter: User, cohort: CohortScope, report: ReportRow, outcome: Outcome, answer: str
) -> Message:
    """To whoever reported a post: what was done."""
    return _about(
        reporter,
        cohort,
        "report_settled",
        f"report-settled:{report.id}",
        report=report,
        outcome=outcome.value,
        answer=answer,
        link=_link("discussions.ask_report", cohort, post_id=report.post_id),
    )


def post_hidden(author: User, cohort: CohortScope, post: HostedPost, hiding: PostHiding) -> Message:
    """To the author of a post: that it is hidden, why, and how to answer."""
    return _of_post(author, cohort, post, "post_hidden", hiding.hidden_at, reason=hiding.reason)


def post_restored(
    author: User, cohort: CohortScope, post: HostedPost, hidden_at: dt.datetime
) -> Message:
    """To the author of a post: that everybody can read it again."""
    return _of_post(author, cohort, post, "post_restored", hidden_at)


def _of_post(
    author: User,
    cohort: CohortScope,
    post: HostedPost,
    kind: str,
    hidden_at: dt.datetime,
    **facts: Any,
) -> Message:
    anchor = f"post-{ids.write_id(post.id)}"
    link = _link(
        "discussions.show_post", cohort, thread_id=post.thread_id, post_id=post.id, anchor=anchor
    )
    key = f"{kind}:{post.id}:{hidden_at:%Y%m%d%H%M%S}"
    return _about(author, cohort, kind, key, post=post, link=link, **facts)


def _about(
    reader: User, cohort: CohortScope | Cohort, kind: str, once_key: str, **facts: Any
) -> Message:
    return compose(
        f"discussions/{kind}",
        to_address=reader.email,
        to_name=reader.name,
        user_id=reader.id,
        once_key=once_key,
        reader=reader,
        cohort=cohort,
        zone=cohort.time_zone,
        **facts,
    )


def _link(endpoint: str, cohort: CohortScope | Cohort, **values: Any) -> str:
    path = path_to(endpoint, cohort_slug=cohort.slug, **values)
    return f"{current_app.config['PUBLIC_URL']}{path}"
