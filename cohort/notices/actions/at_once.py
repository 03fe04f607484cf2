"""Mails at once what people want at once, when its grace is over and it is still unread.

A job looks each minute at who may have something to be told. For each batch of people the marks
are locked, and what is due is read, composed, posted and noted in one transaction: a killed worker
has done a batch wholly or not at all, and the next look takes it up again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from cohort.accounts.mail_choices import Wish
from cohort.db import change, db
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.notices import emails, pacing
from cohort.notices.actions.mailing import BATCH, count_mail, make_marks, new_to, sent_today, stops
from cohort.notices.models import Mailed, MailMark, MailSweep
from cohort.notices.queries import addressees as queries
from cohort.notices.sources import Addressee, Batch, Letter, News, sources

log = structlog.get_logger(__name__)
SWEEP = "at once"
# Each look begins a little before the last one's end: a slow transaction may commit something
# that was due then. What was mailed is noted, so looking twice sends nothing twice.
OVERLAP = dt.timedelta(minutes=5)
LONGEST = dt.timedelta(days=2)  # what waited longer is news for the digest alone


def send_at_once() -> str:
    """Post the mail that is due; returns how many. Raises the last error of somebody's mail
    that failed, once the others' is done: the next look tries it again."""
    now, posted = clock.now(), 0
    failed: Exception | None = None
    who = _who(now)
    for start in range(0, len(who), BATCH):
        user_ids = who[start : start + BATCH]
        try:
            posted += _mail(user_ids, now)
            db.session.commit()
        except Exception:  # whatever the error, the other people get their mail
            db.session.rollback()
            count, error = _one_by_one(user_ids, now)
            posted, failed = posted + count, error or failed
        db.session.expunge_all()
    db.session.merge(MailSweep(name=SWEEP, through=now))
    db.session.commit()
    if failed:
        raise failed
    return f"posted {posted}"


def _one_by_one(user_ids: Sequence[int], now: dt.datetime) -> tuple[int, Exception | None]:
    """(how many were posted, the last error): whoever's mail fails waits for the next look."""
    posted, failed = 0, None
    for user_id in user_ids:
        try:
            posted += _mail([user_id], now)
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            log.exception("mail at once not posted", user=user_id)
            change(sa.update(MailMark).where(MailMark.user_id == user_id).values(waits=True))
            db.session.commit()
            failed = error
    return posted, failed


def _who(now: dt.datetime) -> Sequence[int]:
    """The ids of people to look at, in order."""
    mark = db.session.get(MailSweep, SWEEP)
    since = max(mark.through if mark else now, now - LONGEST) - OVERLAP
    found = set(queries.waiting())
    for source in sources():
        found |= set(source.stirred(since, now))
    db.session.commit()
    return sorted(found)


def _mail(user_ids: Sequence[int], now: dt.datetime) -> int:
    make_marks(user_ids, now)
    marks = {mark.user_id: mark for mark in queries.claim(user_ids)}
    people = queries.addressees(marks, now)
    since = {i: max(marks[i].daily_through, now - LONGEST) for i in people}
    found = new_to(Batch(people, since, now))
    letters = []
    for user_id, mark in marks.items():
        mark.waits = False
        if user_id in people:
            due = _due(people[user_id], mark, found.get(user_id, ()), now)
            letters += [_letter(people[user_id], due)] if due else []
    for letter in letters:
        _note(marks[letter.to.reader.user_id], letter, now)
    return outbox.post_all(emails.at_once(letters))


def _due(to: Addressee, mark: MailMark, found: Sequence[News], now: dt.datetime) -> Sequence[News]:
    """What to mail somebody now. Notes on the mark that something waits for room or morning."""
    wanted = [news for news in found if to.wish(news.kind) is Wish.AT_ONCE]
    today = clock.in_zone(now, to.zone).date()
    has_room = pacing.may_mail(now, to.zone, mark.digested_on, sent_today(mark, today))
    is_fresh = any(
        not pacing.is_left_over(news.due, now, to.zone, mark.digested_on) for news in wanted
    )
    if has_room and is_fresh:
        return wanted
    mark.waits = bool(wanted)
    return ()


def _letter(to: Addressee, due: Sequence[News]) -> Letter:
    kinds = [news.kind for news in due]
    return Letter(to, due, stops(to.reader.user_id, kinds))


def _note(mark: MailMark, letter: Letter, now: dt.datetime) -> None:
    count_mail(mark, clock.in_zone(now, letter.to.zone).date())
    db.session.add_all(
        Mailed(user_id=mark.user_id, place=news.place, subject_id=news.subject_id, at=now)
        for news in letter.news
    )
