"""Digests: 7:30 on weekdays in the reader's zone, never empty, nothing doubled or dropped."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.models import Away
from cohort.db import db
from cohort.mail.models import OutboxMessage
from cohort.notices.actions import digests
from cohort.notices.models import MailMark
from tests.notices.mailroom import DAY, HOUR, MINUTE, NEXT_DIGEST, TEN, UTC, Mailroom
from tests.world import World


@pytest.fixture
def room(world: World) -> Mailroom:
    return Mailroom(world)


def test_a_digest_says_what_is_new_by_area_and_is_sent_once(room: Mailroom) -> None:
    room.thread("Tom", TEN, title="Where to begin?", body="With a person.")
    followed, _ = room.thread("Amira", TEN - 2 * DAY, title="Old talk")
    room.post("Tom", followed, TEN + HOUR, "A second thought")
    room.post("Ines", followed, TEN + 2 * HOUR)
    assert room.digest(NEXT_DIGEST - 2 * MINUTE) == 0, "it is 7:29"
    assert room.digest(NEXT_DIGEST) == 3
    assert room.digest(NEXT_DIGEST + MINUTE) == 0
    (mail,) = room.mails("Amira")
    assert mail.subject == "Spring cohort: 1 new thread, news in 1 thread"
    for words in ("New threads", "Where to begin?", "Tom: With a person.", "Old talk"):
        assert words in mail.text
    assert "Tom: A second thought (and 1 more since)" in mail.text
    assert "the end" not in mail.text


def test_no_digest_is_empty(room: Mailroom) -> None:
    thread, post = room.thread("Tom", TEN)
    room.read("Amira", thread, post)
    assert room.digest(NEXT_DIGEST) == 1
    assert not room.mails("Amira"), "what was read is not in it, and nothing else is new"
    assert not room.mails("Tom"), "nobody is told of what they wrote"
    assert [mail.to_name for mail in room.mails()] == ["Ines"]
    assert room.digest(NEXT_DIGEST + DAY) == 0, "it was told once"


def test_at_most_five_items_stand_in_an_area(room: Mailroom) -> None:
    for number in range(9):
        room.thread("Tom", TEN + number * MINUTE, title=f"Thread number {number}")
    room.digest(NEXT_DIGEST)
    (mail,) = room.mails("Amira")
    assert [f"Thread number {n}" in mail.text for n in range(9)] == [True] * 5 + [False] * 4
    assert "And 4 more" in mail.text
    assert mail.subject == "Spring cohort: 9 new threads"


def test_what_came_at_once_is_not_repeated_and_what_did_not_fit_is_there(room: Mailroom) -> None:
    thread, _ = room.thread("Tom", TEN - 2 * HOUR)
    for number in range(4):
        at = TEN + number * HOUR
        room.post("Amira", thread, at, f"Answer number {number}", reply="Tom")
        room.sweep(at + 11 * MINUTE)
    told = [mail.text for mail in room.mails("Tom")]
    assert len(told) == 2, "two mails a day"
    assert ("Answer number 0" in told[0], "Answer number 1" in told[1]) == (True, True)
    room.digest(NEXT_DIGEST)
    last = room.mails("Tom")[-1]
    assert last.subject == "Spring cohort: 1 thing for you"
    assert "Answer number 1" not in last.text
    assert "Amira: Answer number 2 (and 1 more since)" in last.text
    assert room.sweep(NEXT_DIGEST + MINUTE) == "posted 0"


def test_somebody_who_wants_it_by_the_week_hears_on_monday_of_the_whole_week(
    room: Mailroom,
) -> None:
    room.choose("Amira", preset="weekly")
    thread, _ = room.thread("Tom", TEN, title="On Tuesday")
    room.post("Tom", thread, TEN + DAY, mention="Amira")
    room.thread("Tom", TEN + 2 * DAY, title="On Thursday")
    for day in range(3):
        room.digest(NEXT_DIGEST + day * DAY)
        room.sweep(NEXT_DIGEST + day * DAY + HOUR)
    assert not room.mails("Amira")
    assert room.digest(NEXT_DIGEST + 3 * DAY) == room.digest(NEXT_DIGEST + 4 * DAY) == 0
    monday = NEXT_DIGEST + 5 * DAY
    assert room.digest(monday) == 1
    (mail,) = room.mails("Amira")
    assert "On Tuesday" in mail.text
    assert "On Thursday" in mail.text
    assert "since last week" in mail.text
    assert room.digest(monday + DAY) == 0


def test_a_digest_that_monday_missed_comes_on_tuesday(room: Mailroom) -> None:
    room.choose("Amira", preset="weekly")
    room.thread("Tom", TEN, title="On Tuesday")
    assert room.digest(NEXT_DIGEST + 6 * DAY) >= 1
    assert len(room.mails("Amira")) == 1


@pytest.mark.parametrize(
    ("late", "is_sent"), [(0, True), (HOUR, True), (4 * HOUR, True), (5 * HOUR, False)]
)
def test_a_worker_that_was_off_sends_until_noon_and_then_leaves_it(
    room: Mailroom, late: dt.timedelta, is_sent: bool
) -> None:
    room.thread("Tom", TEN)
    at = NEXT_DIGEST + (late or dt.timedelta())
    assert bool(room.digest(at)) is is_sent
    room.digest(NEXT_DIGEST + DAY)
    assert len(room.mails("Amira")) == 1, "either way it comes once"


@pytest.mark.parametrize(
    ("zone", "moment", "is_time"),
    [
        # The clocks of London go back on 31 October 2027, and forward on 28 March 2027.
        ("Europe/London", dt.datetime(2027, 10, 29, 6, 29, tzinfo=UTC), False),
        ("Europe/London", dt.datetime(2027, 10, 29, 6, 30, tzinfo=UTC), True),
        ("Europe/London", dt.datetime(2027, 11, 1, 6, 30, tzinfo=UTC), False),
        ("Europe/London", dt.datetime(2027, 11, 1, 7, 29, 59, tzinfo=UTC), False),
        ("Europe/London", dt.datetime(2027, 11, 1, 7, 30, tzinfo=UTC), True),
        ("Europe/London", dt.datetime(2027, 11, 1, 11, 59, tzinfo=UTC), True),
        ("Europe/London", dt.datetime(2027, 11, 1, 12, tzinfo=UTC), False),
        ("Europe/London", dt.datetime(2027, 10, 30, 7, 30, tzinfo=UTC), False),  # a Saturday
        ("Asia/Tokyo", dt.datetime(2027, 10, 5, 22, 30, tzinfo=UTC), True),
        ("Asia/Tokyo", dt.datetime(2027, 10, 6, 6, 30, tzinfo=UTC), False),
        ("America/New_York", dt.datetime(2027, 10, 6, 11, 30, tzinfo=UTC), True),
        ("America/New_York", dt.datetime(2027, 11, 8, 12, 29, tzinfo=UTC), False),
        ("America/New_York", dt.datetime(2027, 11, 8, 12, 30, tzinfo=UTC), True),
        ("Asia/Kathmandu", dt.datetime(2027, 10, 6, 1, 45, tzinfo=UTC), True),
    ],
)
def test_it_is_half_past_seven_by_the_readers_own_clock(
    room: Mailroom, zone: str, moment: dt.datetime, is_time: bool
) -> None:
    room.change("Amira", time_zone=zone)
    room.thread("Tom", moment - HOUR)
    room.digest(moment)
    assert bool(room.mails("Amira")) is is_time


def test_who_has_no_zone_of_their_own_reads_in_their_cohorts(world: World) -> None:
    room = Mailroom(world, zone="Asia/Tokyo")
    room.thread("Tom", TEN)
    assert room.digest(TEN + 13 * HOUR) == 0
    assert room.digest(TEN + 13 * HOUR + 30 * MINUTE) == 2


def test_days_away_pause_it_and_what_was_new_meanwhile_comes_afterwards(room: Mailroom) -> None:
    with room.world.database() as session:
        first, last = dt.date(2027, 10, 5), dt.date(2027, 10, 7)
        session.add(Away(user_id=room.people["Amira"].id, first_day=first, last_day=last))
    room.thread("Tom", TEN, title="While she was away")
    for day in range(2):
        room.digest(NEXT_DIGEST + day * DAY)
        assert not room.mails("Amira")
    room.digest(NEXT_DIGEST + 2 * DAY)
    assert "While she was away" in room.mails("Amira")[0].text


def test_a_digest_tells_of_all_cohorts_and_of_none_that_somebody_left(room: Mailroom) -> None:
    with room.at(TEN - 20 * DAY):
        other = room.world.cohort(room.programme, "Autumn cohort")
        apart = room.world.cohort(room.programme, "Winter cohort")
    for name, cohort in (("Tom", other), ("Amira", other), ("Tom", apart)):
        with room.at(TEN - 10 * DAY):
            room.join(name, Role.PARTICIPANT, cohort)
    room.thread("Tom", TEN, title="In spring")
    room.thread("Tom", TEN, title="In autumn", cohort=other)
    room.thread("Tom", TEN, title="In winter", cohort=apart)
    room.digest(NEXT_DIGEST)
    (mail,) = room.mails("Amira")
    assert mail.subject == "Your cohorts: 2 new threads"
    assert mail.text.index("In spring") < mail.text.index("In autumn")
    assert "winter" not in mail.text.lower()
    assert "autumn" not in room.mails("Ines")[0].text.lower()


def test_what_is_older_than_joining_is_new_to_nobody(room: Mailroom) -> None:
    room.thread("Tom", TEN, title="Before her")
    with room.at(TEN + HOUR):
        room.join("Late")
    room.thread("Tom", TEN + 2 * HOUR, title="With her")
    room.digest(NEXT_DIGEST)
    (mail,) = room.mails("Late")
    assert "With her" in mail.text
    assert "Before her" not in mail.text


def test_a_kill_in_the_middle_neither_doubles_nor_drops(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step of whichever batch the worker dies in."""
    for number in range(7):
        with room.at(TEN - DAY):
            room.join(f"Person {number}")
    room.thread("Tom", TEN)
    monkeypatch.setattr(digests, "BATCH", 2)
    real, deaths = db.session.commit, 0

    class Killed(BaseException):
        pass

    for step in range(2, 9):

        def dying(count: list[int], last: int = step) -> None:
            count[0] += 1
            if count[0] == last:
                raise Killed
            real()

        count = [0]
        with room.at(NEXT_DIGEST), monkeypatch.context() as patch:
            patch.setattr(db.session, "commit", lambda count=count: dying(count))
            try:
                digests.send_digests()
            except Killed:
                deaths += 1
            db.session.rollback()
    room.digest(NEXT_DIGEST + MINUTE)
    assert deaths > 1, "it was killed"
    told = [mail.user_id for mail in room.mails()]
    assert len(told) == len(set(told)) == len(room.people) - 1


def test_one_persons_fault_stops_nobody_elses_and_is_tried_again(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.thread("Tom", TEN)
    real = digests.emails.digest

    def failing(to: object, *rest: object) -> object:
        if to.reader.name == "Amira":  # type: ignore[attr-defined]
            raise ValueError("a fault in one mail")
        return real(to, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(digests.emails, "digest", failing)
        with pytest.raises(ValueError, match="a fault in one mail"):
            room.digest(NEXT_DIGEST)
    assert [mail.to_name for mail in room.mails()] == ["Ines"]
    room.digest(NEXT_DIGEST + DAY)
    assert [mail.to_name for mail in room.mails()] == ["Ines", "Amira"]


def test_a_batch_makes_the_same_number_of_queries_for_few_people_and_for_many(
    room: Mailroom,
) -> None:
    counts = []
    for number in range(12):
        with room.at(TEN - DAY):
            room.join(f"Person {number}")
    for day in range(2):
        if day:
            for number in range(12, 60):
                with room.at(TEN + HOUR):
                    room.join(f"Person {number}")
        room.thread("Tom", TEN + day * DAY)
        seen: list[str] = []

        def note(*facts: object, seen: list[str] = seen) -> None:
            seen.append(str(facts[2]))

        with room.at(NEXT_DIGEST + day * DAY):
            sa.event.listen(db.engine, "before_cursor_execute", note)
            digests.send_digests()
            sa.event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(seen))
    with room.world.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 76
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MailMark)) == 63
    assert counts[1] <= counts[0], "five times as many people"


def test_two_workers_at_once_send_each_person_one_digest(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        with room.at(TEN - DAY):
            room.join(f"Person {number}")
    room.thread("Tom", TEN)
    monkeypatch.setattr(digests, "BATCH", 3)
    monkeypatch.setattr(digests, "BATCHES", 100)
    start, counts = threading.Barrier(2), list[int]()

    def work() -> None:
        with room.world.app.test_request_context():
            start.wait()
            counts.append(digests.send_digests())
            db.session.remove()

    with time_machine.travel(NEXT_DIGEST, tick=True):
        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sum(counts) == 22
    told = [mail.user_id for mail in room.mails()]
    assert len(told) == len(set(told)) == 22
