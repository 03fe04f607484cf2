"""Mail about posts that were reported or hidden: the samples of mail_samples.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cohort.access.actor import CohortScope
from cohort.accounts.models import User
from cohort.discussions.actions import hosting_mail as emails
from cohort.discussions.models import Outcome, PostHiding, PostReport
from cohort.discussions.queries.hosted import HostedPost
from cohort.discussions.queries.reports import ReportRow
from cohort.mail.outbox import Message
from cohort.programmes.models import Cohort

FRIDAY = dt.datetime(2026, 12, 18, 14, 30, tzinfo=dt.UTC)


def _cohort(typed: str) -> CohortScope:
    day = dt.date(2026, 9, 1)
    return CohortScope(
        1, "spring", typed, "running", "running", 1, day, day, "Europe/London", typed
    )


def _reader(typed: str) -> User:
    return User(id=1, name=typed, email="ruth@example.org")


def _post(typed: str) -> HostedPost:
    return HostedPost(7, 1, 6, typed, typed, False, "<p>Words.</p>", FRIDAY, None)


def _report(typed: str) -> ReportRow:
    facts: dict[str, Any] = dict.fromkeys(ReportRow.__dataclass_fields__)
    facts |= {"id": 8, "cohort_id": 1, "post_id": 7, "title": typed, "author": typed}
    facts |= {"reporter": typed, "reason": "unkind", "words": typed, "reported_at": FRIDAY}
    return ReportRow(**facts)


def post_reported(typed: str) -> Message:
    """To a facilitator."""
    return emails.post_reported(_reader(typed), _cohort(typed), _report(typed))


def report_waits(typed: str) -> Message:
    """To an organiser."""
    cohort = Cohort(id=1, name=typed, slug="spring", time_zone="Europe/London")
    return emails.report_waits(_reader(typed), cohort, PostReport(id=8, reported_at=FRIDAY))


def stepped_in(typed: str) -> Message:
    """To a facilitator."""
    cohort = Cohort(id=1, name=typed, slug="spring", time_zone="Europe/London")
    return emails.stepped_in(_reader(typed), cohort, 3, typed, typed)


def report_settled(typed: str) -> Message:
    """To whoever reported a post."""
    return emails.report_settled(
        _reader(typed), _cohort(typed), _report(typed), Outcome.TALKED, typed
    )


def post_hidden(typed: str) -> Message:
    """To its author."""
    hiding = PostHiding(post_id=7, hidden_at=FRIDAY, reason=typed)
    return emails.post_hidden(_reader(typed), _cohort(typed), _post(typed), hiding)


def post_restored(typed: str) -> Message:
    """To its author."""
    return emails.post_restored(_reader(typed), _cohort(typed), _post(typed), FRIDAY)


SAMPLES = {
    "discussions/post_reported": post_reported,
    "discussions/report_waits": report_waits,
    "discussions/stepped_in": stepped_in,
    "discussions/report_settled": report_settled,
    "discussions/post_hidden": post_hidden,
    "discussions/post_restored": post_restored,
}
