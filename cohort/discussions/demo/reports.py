"""A report that waits for a facilitator of the Spring cohort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.db import db
from cohort.demo.acting import Cast, Happening, check, date_back
from cohort.demo.people import SPRING
from cohort.discussions.actions.reporting import report_post
from cohort.discussions.demo.work import PAYING_PEOPLE
from cohort.discussions.models import Post, PostReport, Reason, Thread
from cohort.discussions.queries.hosted import get_hosted_post

REPORTER, DAYS_AGO = "kasia", 1
WORDS = "The sentence from the letter may be a draft that is not public yet. Could somebody ask?"


def reports(cast: Cast) -> Iterator[Happening]:
    """One post is reported, the day before."""

    def report(moment: dt.datetime) -> None:
        actor = cast.member(REPORTER, SPRING)
        check(actor, Can.REPORT_POST)
        query = (
            sa.select(sa.func.min(Post.id))
            .join(Thread, Thread.id == Post.thread_id)
            .where(Thread.title == PAYING_PEOPLE.title, Thread.cohort_id == actor.cohort.id)
        )
        post = get_hosted_post(actor, db.session.execute(query).scalar_one())
        report_post(actor, post, reason=Reason.OTHER, words=WORDS)
        date_back(PostReport, PostReport.post_id == post.id, reported_at=moment)

    yield cast.moment(SPRING, DAYS_AGO, "16:40"), report
