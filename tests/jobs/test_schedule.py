"""Scheduled jobs: once whatever the number of workers, late rather than never, whatever the clock
does."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from cohort.db import db
from cohort.jobs.models import Heartbeat, ScheduledJob
from cohort.jobs.schedule import Daily, Job, run_due
from cohort.kernel import clock

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
SEVEN = Daily(dt.time(7), "Europe/London")


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


class Tally:
    """A job's work, which counts its runs where each process could see them: in the database."""

    def __init__(self) -> None:
        self.at: list[dt.datetime] = []
        self.numbers = itertools.count()
        self.trouble: Exception | None = None

    def __call__(self) -> str:
        db.session.add(Heartbeat(name=f"run {next(self.numbers)}", at=clock.now()))
        db.session.flush()
        if self.trouble:
            raise self.trouble
        self.at.append(clock.now())
        return f"run {len(self.at)}"


def run(app: Flask, *jobs: Job, at: dt.datetime) -> int:
    with time_machine.travel(at, tick=False), app.app_context():
        return run_due(jobs)


def row(app: Flask, name: str = "count") -> ScheduledJob:
    with app.app_context():
        return db.session.get_one(ScheduledJob, name)


def written(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Heartbeat)) or 0


@pytest.fixture
def tally() -> Tally:
    return Tally()


def test_a_new_job_runs_at_once_and_then_every_so_often(app: Flask, tally: Tally) -> None:
    job = Job("count", every=HOUR, run=tally)
    for minutes in (0, 1, 59, 60, 61, 119, 120):
        run(app, job, at=NOON + dt.timedelta(minutes=minutes))
    assert tally.at == [NOON, NOON + HOUR, NOON + 2 * HOUR]
    assert (row(app).ran_at, row(app).last_result) == (NOON + 2 * HOUR, "run 3")


def test_a_new_daily_job_waits_for_its_time(app: Flask, tally: Tally) -> None:
    job = Job("count", every=SEVEN, run=tally)
    for moment in (utc(10, 12), utc(11, 6, 59), utc(11, 7), utc(11, 7, 1), utc(12, 7, 5)):
        run(app, job, at=moment)
    assert tally.at == [utc(11, 7), utc(12, 7, 5)]
    assert row(app).due_at == utc(13, 7)


def test_a_job_missed_for_days_runs_once_when_the_worker_returns(app: Flask, tally: Tally) -> None:
    job = Job("count", every=SEVEN, run=tally)
    run(app, job, at=utc(10, 12))
    assert [run(app, job, at=utc(15, 9, minute)) for minute in (0, 1, 2)] == [1, 0, 0]
    assert row(app).due_at == utc(16, 7)


@pytest.mark.parametrize(
    ("time", "days"),
    [
        # British summer ends on 25 October 2026 and begins on 28 March 2027.
        (dt.time(7), ["24 06:00", "25 07:00", "26 07:00"]),
        (dt.time(1, 30), ["24 00:30", "25 00:30", "26 01:30"]),
    ],
)
def test_a_daily_job_keeps_its_local_time_when_the_clocks_go_back(
    app: Flask, tally: Tally, time: dt.time, days: list[str]
) -> None:
    job = Job("count", every=Daily(time, "Europe/London"), run=tally)
    moment = utc(23, 20, month=10)
    while moment < utc(26, 12, month=10):
        run(app, job, at=moment)
        moment += dt.timedelta(minutes=30)
    assert [f"{at:%d %H:%M}" for at in tally.at] == days


def test_a_daily_job_runs_on_the_day_when_its_time_is_skipped(app: Flask, tally: Tally) -> None:
    job = Job("count", every=Daily(dt.time(1, 30), "Europe/London"), run=tally)
    moment = dt.datetime(2027, 3, 27, 12, tzinfo=dt.UTC)
    while moment < dt.datetime(2027, 3, 29, 12, tzinfo=dt.UTC):
        run(app, job, at=moment)
        moment += dt.timedelta(minutes=30)
    assert [f"{at:%d %H:%M}" for at in tally.at] == ["28 01:30", "29 00:30"]


def test_a_failing_job_is_noted_undone_and_tried_again_with_longer_waits(
    app: Flask, tally: Tally
) -> None:
    job, other = Job("count", every=SEVEN, run=tally), Tally()
    beside = Job("later in the list", every=HOUR, run=lambda: other.at.append(clock.now()))
    run(app, job, beside, at=utc(10, 12))
    tally.trouble = ValueError("no such thing")
    waits = []
    moment = utc(11, 7)
    for count in range(1, 6):
        run(app, job, beside, at=moment)
        found = row(app)
        assert (found.failures, found.failed_at) == (count, moment)
        assert found.last_error == "ValueError: no such thing"
        waits.append((found.due_at - moment) // dt.timedelta(minutes=1))
        moment = found.due_at
    assert waits == [1, 5, 15, 60, 60]
    assert written(app) == 0
    assert len(other.at) > 1
    tally.trouble = None
    run(app, job, beside, at=moment)
    assert (row(app).failures, row(app).due_at) == (0, utc(12, 7))
    assert written(app) == 1


@pytest.mark.parametrize("every", [HOUR, SEVEN], ids=["hourly", "daily"])
@pytest.mark.parametrize("jump", [dt.timedelta(days=400), dt.timedelta(days=3), 2 * HOUR])
def test_a_clock_that_was_ahead_for_a_while_makes_no_job_run_never_or_twice(
    app: Flask, tally: Tally, every: dt.timedelta | Daily, jump: dt.timedelta
) -> None:
    job = Job("count", every=every, run=tally)
    run(app, job, at=utc(10, 5, 30))
    before = len(tally.at)
    for minutes in range(0, 60, 10):  # the clock is wrong for an hour, through 05:30 to 06:30
        run(app, job, at=utc(10, 5, 31) + jump + dt.timedelta(minutes=minutes))
    while_wrong = len(tally.at) - before
    assert while_wrong <= 1
    moment = utc(10, 6, 31)
    del tally.at[:]
    while moment < utc(13, 6, 59):
        run(app, job, at=moment)
        moment += dt.timedelta(minutes=10)
    gaps = [late - early for early, late in zip(tally.at, tally.at[1:], strict=False)]
    if every is HOUR:
        assert min(gaps) >= HOUR
        assert len(tally.at) >= 70
    else:
        days = [at.date() for at in tally.at]
        assert len(days) == len(set(days))
        assert len(days) >= 3 - while_wrong


@pytest.mark.parametrize("back", [2 * HOUR, dt.timedelta(hours=20)])
def test_todays_work_is_not_done_again_when_the_clock_is_set_back(
    app: Flask, tally: Tally, back: dt.timedelta
) -> None:
    job = Job("count", every=SEVEN, run=tally)
    run(app, job, at=utc(10, 12))
    run(app, job, at=utc(11, 7))
    moment = utc(11, 7) - back
    while moment < utc(12, 6, 59):
        run(app, job, at=moment)
        moment += dt.timedelta(minutes=20)
    assert tally.at == [utc(11, 7)]
    run(app, job, at=utc(12, 7))
    assert len(tally.at) == 2


def test_a_job_that_commits_inside_is_told_to_take_a_lease(app: Flask) -> None:
    run(app, Job("count", every=HOUR, run=lambda: db.session.commit()), at=NOON)
    assert "Give it a lease" in (row(app).last_error or "")
    assert row(app).ran_at is None


def test_a_job_with_a_lease_may_commit_and_is_begun_again_when_its_worker_died(
    app: Flask,
) -> None:
    seen = []

    def work() -> None:
        seen.append(1)
        db.session.commit()
        if len(seen) == 1:
            raise KeyboardInterrupt  # as good as killed: nothing is noted

    job = Job("count", every=HOUR, run=work, lease=dt.timedelta(minutes=10))
    with pytest.raises(KeyboardInterrupt):
        run(app, job, at=NOON)
    assert run(app, job, at=NOON + dt.timedelta(minutes=9)) == 0
    assert run(app, job, at=NOON + dt.timedelta(minutes=10)) == 1
    assert len(seen) == 2
    assert (row(app).leased_until, row(app).failures) == (None, 0)


def test_a_lease_written_by_a_clock_that_was_ahead_runs_out(app: Flask, tally: Tally) -> None:
    job = Job("count", every=HOUR, run=tally, lease=dt.timedelta(minutes=10))
    run(app, job, at=NOON)
    with app.app_context():
        found = db.session.get_one(ScheduledJob, "count")
        found.leased_until = NOON + dt.timedelta(days=400)
        db.session.commit()
    run(app, job, at=NOON + HOUR)
    assert run(app, job, at=NOON + HOUR + dt.timedelta(minutes=11)) == 1


def at_once(app: Flask, count: int, work: Callable[[], object]) -> None:
    """Call `work` in `count` threads that begin together."""
    barrier = threading.Barrier(count)

    def one() -> None:
        with app.app_context():
            barrier.wait()
            work()
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("lease", [None, dt.timedelta(minutes=10)], ids=["lock", "lease"])
def test_three_workers_run_each_job_once(app: Flask, lease: dt.timedelta | None) -> None:
    runs: list[str] = []

    def work(name: str) -> Callable[[], object]:
        def slow() -> None:
            runs.append(name)
            threading.Event().wait(0.05)

        return slow

    names = [f"job {n}" for n in range(6)]
    jobs = [Job(name, every=HOUR, run=work(name), lease=lease) for name in names]
    for _ in range(3):
        at_once(app, 3, lambda: run_due(jobs))
    assert sorted(runs) == names


def test_woken_work_that_raises_stops_neither_the_rest_nor_the_mail(app: Flask) -> None:
    """Through the app's own worker function, on an app made with such work."""
    from cohort.jobs import waking
    from cohort.mail import jobs as mail_jobs
    from cohort.mail import outbox
    from cohort.mail.models import MailState, OutboxMessage

    def broken() -> None:
        db.session.add(Heartbeat(name="half done", at=clock.now()))
        db.session.flush()
        raise RuntimeError("broken")

    def posting() -> None:
        outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))

    kept = dict(app.extensions)
    try:
        waking.install(app, woken=(broken, posting, mail_jobs.deliver), scheduled=())
        app.extensions["look_every_minute"]()
        with app.app_context():
            noted = db.session.scalars(sa.select(ScheduledJob)).one()
            assert (noted.failures, noted.last_error) == (1, "RuntimeError: broken")
            assert "broken" in noted.name
    finally:
        app.extensions.update(kept)
    with app.app_context():
        (message,) = db.session.scalars(sa.select(OutboxMessage)).all()
        assert message.state == MailState.SENT
        assert db.session.get(Heartbeat, "half done") is None
