"""Six months of a lively cohort of 30, every mail counted: nobody gets more than two a day.

Nobody has chosen anything. The talk is seeded: bursts of replies and mentions, days of silence,
weekends, the change of clocks in the spring, modules that open, some who read at once and some
who never do, days away. The worker looks every two hours.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from cohort.accounts.models import Away
from cohort.course_modules.actions.notices import post_openings
from cohort.course_modules.models import Module, Release
from cohort.db import db
from cohort.discussions.models import Post, Thread, ThreadFollowing
from cohort.discussions.notices import place_of
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.notices import actions
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.notices.actions.reading import seen
from cohort.programmes.models import Cohort
from tests.notices.mailroom import HOUR, Mailroom
from tests.world import World

FIRST, DAYS = dt.date(2027, 10, 6), 182
PEOPLE, READERS = 30, 10  # of whom so many read on the site within the hour
LONDON = "Europe/London"
pytestmark = pytest.mark.sqlite_is_enough


def test_nobody_gets_more_than_two_mails_on_any_day_by_default(world: World) -> None:
    room = Mailroom(world, *(f"Person {number}" for number in range(PEOPLE)))
    _prepare(room)
    chance, threads = random.Random(10), list[int]()
    for number in range(DAYS):
        _live_a_day(room, FIRST + dt.timedelta(days=number), chance, threads)
    counts = _mails_by_day(room)
    assert max(counts.values()) == 2, "and on some days there are two"
    kinds = Counter(mail.kind for mail in room.mails())
    assert kinds["discussions/posts"] > 500
    assert kinds["notices/digest"] > 1000
    assert kinds["course_modules/module_opened"] > PEOPLE
    away = (dt.date(2027, 12, 20), dt.date(2028, 1, 3))
    first = room.people["Person 0"].id
    assert not [day for (user, day) in counts if user == first and away[0] <= day <= away[1]]
    assert all(counts[user, day] <= 2 for user, day in counts)
    assert _weekend_digests(room) == 0


def _prepare(room: Mailroom) -> None:
    """Six modules open a month apart, at nine; the first person is away at the turn of the year."""
    with room.at(clock.local_moment(FIRST, dt.time(0), LONDON) - 100 * HOUR):
        room.world.modules(room.programme, 6)
    with room.world.database() as session:
        cohort = session.scalar(sa.select(Cohort.id).where(Cohort.slug == room.cohort))
        for number, module in enumerate(session.scalars(sa.select(Module.id)).all()):
            day = FIRST + dt.timedelta(days=5 + 30 * number)
            opens = clock.local_moment(day, dt.time(9), LONDON)
            session.add(Release(cohort_id=cohort, module_id=module, opens_at=opens))
        who = room.people["Person 0"].id
        away = {"first_day": dt.date(2027, 12, 20), "last_day": dt.date(2028, 1, 3)}
        session.add(Away(user_id=who, **away))


def _live_a_day(
    room: Mailroom,
    day: dt.date,
    chance: random.Random,
    threads: list[int],
) -> None:
    """Some days are quiet and some are a storm. The worker looks every two hours."""
    lively = chance.choice((0, 0, 1, 1, 2, 4)) if day.weekday() < 5 else chance.choice((0, 0, 1))
    hours = [(chance.randrange(6, 23), chance.randrange(0, 60)) for _ in range(lively * 4)]
    posts = iter(sorted(hours))
    coming = next(posts, None)
    for hour in range(7, 24, 2):
        while coming is not None and coming[0] <= hour:
            moment = clock.local_moment(day, dt.time(*coming), LONDON)
            _say(room, moment, chance, threads)
            coming = next(posts, None)
        moment = clock.local_moment(day, dt.time(hour, 59), LONDON)
        with room.at(moment):
            if hour == 9:
                post_openings()
                db.session.commit()
            send_digests()
            send_at_once()


def _say(room: Mailroom, at: dt.datetime, chance: random.Random, threads: list[int]) -> None:
    """Somebody opens a thread, or answers and mentions up to four others in one of the last."""
    people = list(room.people.values())
    author, *others = chance.sample(people, 5)
    with room.at(at), room.world.database() as session:
        cohort = session.scalar(sa.select(Cohort.id).where(Cohort.slug == room.cohort))
        post = ids.new_id()
        key = {"author_id": author.id, "submission_key": ids.write_id(post)}
        if not threads or chance.random() < 0.15:
            threads.append(ids.new_id())
            row = {"id": threads[-1], "cohort_id": cohort, "title": "A talk", "posts": 1, **key}
            session.execute(sa.insert(Thread).values(last_post_id=post, **row))
        thread = chance.choice(threads[-5:])
        words = {"body": "What I found", "body_html": "<p>What I found</p>"}
        row = {"id": post, "thread_id": thread, "told_at": at, "posted_at": at, **words, **key}
        session.execute(sa.insert(Post).values(**row))
        bump = sa.update(Thread).where(Thread.id == thread)
        session.execute(bump.values(last_post_id=post))
        mine = {"thread_id": thread, "user_id": author.id, "state": "following", "why": "wrote"}
        session.merge(ThreadFollowing(**mine))
        kinds = zip(("reply", "mention", "answer", "mention"), others, strict=True)
        actions.tell(
            actions.Told(one.id, cohort, kind, place_of(thread), post, at)
            for kind, one in list(kinds)[: chance.randrange(5)]
        )
        for reader in people[-READERS:]:
            if chance.random() < 0.5:
                for statement in seen(reader.id, place_of(thread), post):
                    session.execute(statement)


def _mails_by_day(room: Mailroom) -> Mapping[tuple[int | None, dt.date], int]:
    """{(person, day in London): how many mails}."""
    found: dict[tuple[int | None, dt.date], int] = defaultdict(int)
    for mail in room.mails():
        found[mail.user_id, clock.in_zone(mail.created_at, LONDON).date()] += 1
    return found


def _weekend_digests(room: Mailroom) -> int:
    mails: list[OutboxMessage] = [m for m in room.mails() if m.kind == "notices/digest"]
    return sum(clock.in_zone(mail.created_at, LONDON).weekday() > 4 for mail in mails)
