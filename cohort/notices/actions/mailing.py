"""What mail at once and digests have in common: marks, and what is new to whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cohort.accounts.mail_choices import ALL, ALL_WORDS, categories
from cohort.db import change, db
from cohort.kernel import clock
from cohort.mail import unsubscribing
from cohort.notices import pacing
from cohort.notices.models import Mailed, MailMark
from cohort.notices.queries import addressees as queries
from cohort.notices.sources import Batch, News, StopLink, sources

BATCH = 200  # people
KEPT = dt.timedelta(days=60)
# Somebody without a mark is told of what became due since a day before: no mail of everything.
FIRST_DAY = dt.timedelta(days=1)
FIRST_WEEK = dt.timedelta(days=7)
# How long ago something must have become due: by then its transaction has been committed.
SETTLED = dt.timedelta(minutes=2)


def make_marks(user_ids: Iterable[int], now: dt.datetime) -> int:
    """A mark for each of these people that has none; returns how many people there were."""
    yesterday = (now - FIRST_DAY).date()
    rows = [
        {
            "user_id": user_id,
            "digested_on": yesterday - FIRST_DAY,
            "daily_through": now - FIRST_DAY,
            "weekly_on": pacing.monday_of(now.date()),
            "weekly_through": now - FIRST_WEEK,
            "sent": 0,
            "waits": False,
        }
        for user_id in sorted(user_ids)
    ]
    dialects: Any = {"sqlite": sqlite, "postgresql": postgresql}
    insert = dialects[db.engine.dialect.name].insert(MailMark)
    if rows:
        db.session.execute(insert.on_conflict_do_nothing(index_elements=["user_id"]), rows)
    return len(rows)


def new_to(batch: Batch) -> Mapping[int, Sequence[News]]:
    """{user id: what is new and was not mailed at once}, by area, then the oldest first."""
    found: dict[int, list[News]] = defaultdict(list)
    if not batch.people:
        return found
    mailed = queries.already_mailed(batch.people, batch.first)
    for source in sources():
        for news in source.gather(batch):
            if (news.user_id, news.place, news.subject_id) not in mailed:
                found[news.user_id].append(news)
    for theirs in found.values():
        theirs.sort(key=lambda news: (news.area.rank, news.due, news.subject_id))
    return found


def stops(user_id: int, kinds: Iterable[str]) -> list[StopLink]:
    """The links that stop these kinds of mail, each once, and the one that stops all."""
    links = [
        StopLink(categories()[kind].words, unsubscribing.unsubscribe_url("user", user_id, kind))
        for kind in dict.fromkeys(kinds)
    ]
    every = unsubscribing.unsubscribe_url("user", user_id, ALL)
    return [*links, StopLink(ALL_WORDS, every)]


def sent_today(mark: MailMark, today: dt.date) -> int:
    """How many mails about what happened a person got on this day of theirs."""
    return mark.sent if mark.sent_on == today else 0


def count_mail(mark: MailMark, today: dt.date) -> None:
    """Note that one more went out today."""
    mark.sent, mark.sent_on = sent_today(mark, today) + 1, today


def take_room(user_id: int, zone: str, events: Sequence[tuple[str, int]]) -> bool:
    """Whether one more mail at once, about these (place, subject id), fits into somebody's day.
    If so it is counted, in the caller's transaction; if not, they wait for the next morning."""
    now = clock.now()
    make_marks([user_id], now)
    mark = db.session.get_one(MailMark, user_id, with_for_update=True, populate_existing=True)
    today = clock.in_zone(now, zone).date()
    if not pacing.may_mail(now, zone, mark.digested_on, sent_today(mark, today)):
        mark.waits = True
        return False
    count_mail(mark, today)
    db.session.add_all(
        Mailed(user_id=user_id, place=place, subject_id=subject_id, at=now)
        for place, subject_id in events
    )
    return True


def forget_mailed() -> int:
    """Forget what was mailed at once two months ago: nothing so old is mailed. Returns how many
    were forgotten."""
    return change(sa.delete(Mailed).where(Mailed.at < clock.now() - KEPT))
