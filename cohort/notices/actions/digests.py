"""Posts the digests: at 7:30 on weekdays in each person's zone, for those who have something new.

People are claimed in batches by locking their marks. A batch's mail and its marks are one
transaction, so a worker that is killed has done a batch wholly or not at all, and another takes
it up again; two workers take different people. When nobody is left, it is not asked again before
the next quarter of an hour: it is half past seven nowhere in between.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
import structlog
from flask import current_app

from cohort.accounts.mail_choices import Wish
from cohort.db import change, db
from cohort.jobs import alerts
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.mail.outbox import Message
from cohort.notices import emails, pacing
from cohort.notices.actions.mailing import BATCH, SETTLED, count_mail, make_marks, new_to
from cohort.notices.models import MailMark, MailSweep
from cohort.notices.queries import addressees as queries
from cohort.notices.sources import Addressee, Batch, News

log = structlog.get_logger(__name__)
BATCHES = 5  # in one go; then mail that somebody waits for has its turn
SWEEP = "digests"
QUARTER = dt.timedelta(minutes=15)
STANDS = dt.timedelta(hours=12)  # how long operators see that a digest failed


def send_digests() -> int:
    """Post the digests of some people whose time it is, and wake the worker for the rest.
    Returns how many were posted. Raises the last error of a person whose digest failed."""
    now = clock.now()
    posted, failed = 0, list[Exception]()
    for done, (day, marks) in enumerate(_due(now), 1):
        posted += _post_batch(marks, day, now, failed)
        if done == BATCHES:
            current_app.extensions["wake_worker"]()
            break
    if failed:
        alerts.note(digests_of_some_people, failed[-1])
        raise failed[-1]
    if posted:
        alerts.clear(digests_of_some_people, noted_before=now - STANDS)
    return posted


def digests_of_some_people() -> None:
    """What operators are told failed, under this name, when somebody's digest could not be
    written: it stands for the day, though the others got theirs."""


def _due(now: dt.datetime) -> Iterator[tuple[dt.date, Sequence[MailMark]]]:
    """Batches of people whose digest of a day is due, locked, until nobody is left."""
    mark = db.session.get(MailSweep, SWEEP, populate_existing=True)
    if mark is not None and now < mark.through <= now + QUARTER:
        return
    is_first = True
    while is_first or make_marks(queries.without_mark(), now):
        is_first = False
        for day, zones in _open_zones(now).items():
            while marks := queries.claim_undigested(zones, day, BATCH):
                yield day, marks
        db.session.commit()
    db.session.merge(MailSweep(name=SWEEP, through=_next_quarter(now)))
    db.session.commit()


def _open_zones(now: dt.datetime) -> Mapping[dt.date, Sequence[str]]:
    """{day: the zones in which its digest may be sent at this moment}."""
    found: dict[dt.date, list[str]] = defaultdict(list)
    for zone in queries.zones():
        if day := pacing.digest_day(now, zone):
            found[day].append(zone)
    return found


def _next_quarter(now: dt.datetime) -> dt.datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((now - midnight) // QUARTER + 1) * QUARTER


def _post_batch(
    marks: Sequence[MailMark], day: dt.date, now: dt.datetime, failed: list[Exception]
) -> int:
    """Post the digests of these people and commit. If one of them makes that fail, the others get
    theirs all the same, and theirs is tried again on the next day."""
    user_ids = [mark.user_id for mark in marks]
    try:
        posted = _post(marks, day, now, failed)
        db.session.commit()
    except Exception:  # whatever it is
        db.session.rollback()
        posted = sum(_post_one(user_id, day, now, failed) for user_id in user_ids)
    db.session.expunge_all()
    return posted


def _post_one(user_id: int, day: dt.date, now: dt.datetime, failed: list[Exception]) -> int:
    marks = [mark for mark in queries.claim([user_id]) if mark.digested_on < day]
    try:
        posted = _post(marks, day, now, failed)
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.exception("digest not posted", user_id=user_id)
        failed.append(error)
        mine = sa.and_(MailMark.user_id == user_id, MailMark.digested_on < day)
        change(sa.update(MailMark).where(mine).values(digested_on=day))
        db.session.commit()
        return 0
    return posted


def _post(
    marks: Sequence[MailMark], day: dt.date, now: dt.datetime, failed: list[Exception]
) -> int:
    """Post the digests of these people, and move their marks. Who is away, left or leaving keeps
    theirs: what is new meanwhile is told when they are back."""
    until = now - SETTLED
    people = queries.addressees([mark.user_id for mark in marks], now)
    monday = pacing.monday_of(day)
    told = {
        mark.user_id: _told(people[mark.user_id], mark, monday)
        for mark in marks
        if mark.user_id in people
    }
    since = {user_id: min(theirs.values()) for user_id, theirs in told.items() if theirs}
    found = new_to(Batch({i: people[i] for i in since}, since, until))
    messages = []
    for mark in marks:
        mark.digested_on = day
        to = people.get(mark.user_id)
        if to is None:
            continue
        try:
            messages += _digest(to, mark, told[mark.user_id], found.get(mark.user_id, ()), day)
        except Exception as error:  # whatever it is, the others get theirs; it is tried tomorrow
            log.exception("digest not written", user_id=mark.user_id)
            failed.append(error)
        else:
            _move(to, mark, until, monday)
    return outbox.post_all(messages)


def _told(to: Addressee, mark: MailMark, monday: dt.date) -> Mapping[str, dt.datetime]:
    """{category of mail whose turn it is: up to when it was told}: what is wanted by the day, by
    the week when that is due, and at once where no mail of that day had room for it."""
    is_weekly = mark.weekly_on < monday
    return {
        category: mark.told_through(category, is_weekly=wish is Wish.WEEKLY)
        for category, wish in to.wishes.items()
        if wish is not Wish.NO and (is_weekly or wish is not Wish.WEEKLY)
    }


def _digest(
    to: Addressee,
    mark: MailMark,
    told: Mapping[str, dt.datetime],
    found: Sequence[News],
    day: dt.date,
) -> list[Message]:
    """One digest, or none where nothing is new."""
    wanted = [news for news in found if news.kind in told and news.due > told[news.kind]]
    if not wanted:
        return []
    message = emails.digest(to, wanted, day)
    count_mail(mark, day)
    return [message]


def _move(to: Addressee, mark: MailMark, until: dt.datetime, monday: dt.date) -> None:
    is_weekly = mark.weekly_on < monday
    gathered = {
        category: mark.told_through(category, is_weekly=True).isoformat()
        for category, wish in to.wishes.items()
        if wish is Wish.WEEKLY and not is_weekly
    }
    mark.gathered, mark.daily_through, mark.waits = gathered, until, False
    if is_weekly:
        mark.weekly_on, mark.weekly_through = monday, until
