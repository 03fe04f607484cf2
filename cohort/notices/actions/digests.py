"""Posts the digests: at 7:30 on weekdays in each person's zone, for those who have something new.

People are claimed in batches by locking their marks. A batch's mail and its marks are one
transaction, so a worker that is killed has done a batch wholly or not at all, and another takes
it up again; two workers take different people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import structlog
from flask import current_app

from cohort.accounts.mail_choices import Wish
from cohort.db import db
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.mail.outbox import Message
from cohort.notices import emails, pacing
from cohort.notices.actions.mailing import BATCH, SETTLED, count_mail, make_marks, new_to
from cohort.notices.models import MailMark
from cohort.notices.queries import addressees as queries
from cohort.notices.sources import Addressee, Batch, News

log = structlog.get_logger(__name__)
BATCHES = 5  # in one go; then mail that somebody waits for has its turn


def send_digests() -> int:
    """Post the digests of some people whose time it is, and wake the worker for the rest.
    Returns how many were posted. Raises the last error of a person whose digest failed."""
    now = clock.now()
    make_marks(queries.without_mark(), now)
    open_zones = {zone: day for zone in queries.zones() if (day := pacing.digest_day(now, zone))}
    db.session.commit()
    posted, failed = 0, list[Exception]()
    left = BATCHES
    for zone, day in open_zones.items():
        while left and (marks := queries.claim_undigested(zone, day, BATCH)):
            posted += _post(marks, day, now, failed)
            db.session.commit()
            db.session.expunge_all()
            left -= 1
        db.session.commit()
    if not left:
        current_app.extensions["wake_worker"]()
    if failed:
        raise failed[-1]
    return posted


def _post(
    marks: Sequence[MailMark], day: dt.date, now: dt.datetime, failed: list[Exception]
) -> int:
    """Post the digests of these people, and move their marks. Who is away, left or leaving keeps
    theirs: what is new meanwhile is told when they are back."""
    until = now - SETTLED
    people = queries.addressees([mark.user_id for mark in marks], now)
    monday = pacing.monday_of(day)
    since = {
        mark.user_id: (
            mark.weekly_through
            if mark.weekly_on < monday and people[mark.user_id].is_weekly
            else mark.daily_through
        )
        for mark in marks
        if mark.user_id in people
    }
    found = new_to(Batch(people, since, until))
    messages = []
    for mark in marks:
        mark.digested_on = day
        to = people.get(mark.user_id)
        if to is None:
            continue
        try:
            messages += _digest(to, mark, found.get(mark.user_id, ()), day)
        except Exception as error:  # whatever it is, the others get theirs; it is tried tomorrow
            log.exception("digest not written", user_id=mark.user_id)
            failed.append(error)
        else:
            _move(mark, until, monday)
    return outbox.post_all(messages)


def _digest(to: Addressee, mark: MailMark, found: Sequence[News], day: dt.date) -> list[Message]:
    """One digest, or none where nothing is new: what is wanted by the day, by the week when that
    is due, and at once where no mail of that day had room for it."""
    is_weekly = mark.weekly_on < pacing.monday_of(day)
    wanted = [
        news
        for news in found
        if (wish := to.wish(news.kind)) is not Wish.NO
        and (is_weekly if wish is Wish.WEEKLY else news.due > mark.daily_through)
    ]
    if not wanted:
        return []
    message = emails.digest(to, wanted, day)
    count_mail(mark, day)
    return [message]


def _move(mark: MailMark, until: dt.datetime, monday: dt.date) -> None:
    mark.daily_through, mark.waits = until, False
    if mark.weekly_on < monday:
        mark.weekly_on, mark.weekly_through = monday, until
