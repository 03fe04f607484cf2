"""`python -m tests.bench digest --scale 167`: the digests of a morning, of 30 people a scale.

Every person has a digest to get: each cohort has three new threads and a post in each of eight
threads that its people follow, all of the day before.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

import sqlalchemy as sa
import time_machine

from cohort.db import db
from cohort.discussions.models import Post, Thread, ThreadFollowing
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.digests import send_digests
from cohort.programmes.models import Membership
from tests.bench.stages import Filled, filled

NEW, ANSWERED = 3, 8  # threads a cohort
GOAL_SECONDS, GOAL_PEOPLE = 600, 60_000
ROWS = 5000
TEXT = "What would change if the people it is for had written the first line?"


@dataclass(frozen=True)
class Morning:
    """What a morning's digests took: seconds that passed, and this process's processor time."""

    database: str
    people: int
    sent: int
    passed: float
    worked: float

    def __str__(self) -> str:
        each = 1000 * self.worked / max(1, self.sent)
        whole = self.passed / max(1, self.sent) * GOAL_PEOPLE
        return (
            f"{self.database}: {self.sent:,} digests for {self.people:,} people in "
            f"{self.passed:.1f} s, {each:.2f} ms of processor time each; {GOAL_PEOPLE:,} people "
            f"at this pace: {whole:.0f} s of {GOAL_SECONDS} s"
        )


def measure(database: str, scale: int) -> Morning:
    """Fill a database, let a day pass, and send."""
    with filled(database, scale) as ground:
        morning = _next_morning()
        with time_machine.travel(morning - dt.timedelta(hours=3), tick=False):
            people = _write_news(ground)
        with time_machine.travel(morning, tick=True), ground.app.test_request_context():
            passed, worked = time.perf_counter(), time.process_time()
            while send_digests():
                pass
            passed, worked = time.perf_counter() - passed, time.process_time() - worked
            sent = db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) or 0
            db.session.remove()
        return Morning(database, people, sent, passed, worked)


def _next_morning() -> dt.datetime:
    """7:31 in London of the next weekday."""
    day = clock.in_zone(clock.now(), clock.LONDON).date() + dt.timedelta(days=1)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return clock.local_moment(day, dt.time(7, 31), clock.LONDON)


def _write_news(ground: Filled) -> int:
    """New threads and posts in each cohort; returns how many people there are."""
    now = clock.now()
    with ground.app.app_context():
        members: dict[int, list[int]] = {}
        for user_id, cohort_id in db.session.execute(
            sa.select(Membership.user_id, Membership.cohort_id)
        ):
            members.setdefault(cohort_id, []).append(user_id)
        threads: dict[int, list[int]] = {}
        for thread_id, cohort_id in db.session.execute(sa.select(Thread.id, Thread.cohort_id)):
            threads.setdefault(cohort_id, []).append(thread_id)
        db.session.remove()
        opened, posts, follows, bumps = [], [], [], []
        for cohort_id, people in members.items():
            fresh = [ids.new_id() for _ in range(NEW)]
            opened += [_thread(one, cohort_id, people[0]) for one in fresh]
            old = threads.get(cohort_id, [])[:ANSWERED]
            for thread_id in [*fresh, *old]:
                post = ids.new_id()
                posts.append(_post(post, thread_id, people[0], now))
                bumps.append({"of": thread_id, "last": post})
            follows += [_follow(thread_id, user) for thread_id in old for user in people[1:]]
        thread = Thread.__table__
        with db.engine.begin() as connection:
            for table, rows in ((Thread, opened), (Post, posts), (ThreadFollowing, follows)):
                for start in range(0, len(rows), ROWS):
                    connection.execute(sa.insert(table.__table__), rows[start : start + ROWS])
            bump = sa.update(thread).where(thread.c.id == sa.bindparam("of"))
            connection.execute(bump.values(last_post_id=sa.bindparam("last")), bumps)
        if db.engine.dialect.name == "postgresql":  # as autovacuum does within a minute
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        db.engine.dispose()
    return sum(len(people) for people in members.values())


def _thread(thread_id: int, cohort_id: int, author_id: int) -> dict[str, object]:
    key = ids.write_id(thread_id)
    facts = {"cohort_id": cohort_id, "author_id": author_id, "submission_key": key}
    return {"id": thread_id, "title": f"A question, {key[-4:]}", "posts": 1, **facts}


def _post(post_id: int, thread_id: int, author_id: int, at: dt.datetime) -> dict[str, object]:
    return {
        "id": post_id,
        "thread_id": thread_id,
        "author_id": author_id,
        "body": TEXT,
        "body_html": f"<p>{TEXT}</p>",
        "posted_at": at,
        "told_at": at,
        "submission_key": ids.write_id(post_id),
    }


def _follow(thread_id: int, user_id: int) -> dict[str, object]:
    return {"thread_id": thread_id, "user_id": user_id, "state": "following", "why": "wrote"}
