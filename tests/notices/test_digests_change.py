"""Digests of people who change how often they want them, and of people whose digest fails."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.db import db
from cohort.jobs.models import ScheduledJob
from cohort.notices.actions import digests
from cohort.notices.actions.digests import send_digests
from tests.architecture.counting import queries_of
from tests.notices.mailroom import DAY, HOUR, MINUTE, NEXT_DIGEST, TEN, Mailroom
from tests.world import World

DAILY, WEEKLY = "usual", "weekly"
MONDAY = 5  # days after the first digest, which is on a Wednesday


@pytest.fixture
def room(world: World) -> Mailroom:
    return Mailroom(world)


@pytest.mark.parametrize("changed_on", range(8))
@pytest.mark.parametrize(("first", "then"), [(DAILY, WEEKLY), (WEEKLY, DAILY)])
def test_whoever_changes_between_day_and_week_hears_of_everything_once(
    room: Mailroom, first: str, then: str, changed_on: int
) -> None:
    """A thread begins each day for a fortnight; the choice changes after that day's digest."""
    room.choose("Amira", preset=first)
    for day in range(14):
        room.thread("Tom", TEN + day * DAY, title=f"Day {day:02} of it")
        room.digest(NEXT_DIGEST + day * DAY)
        if day == changed_on:
            room.choose("Amira", preset=then)
    for day in range(14, 20):
        room.digest(NEXT_DIGEST + day * DAY)
    told = "\n".join(mail.text for mail in room.mails("Amira"))
    times = {day: told.count(f"Day {day:02} of it") for day in range(14)}
    more = told.count("more]") + told.count("And ")
    assert all(count <= 1 for count in times.values()), times
    assert more or all(times.values()), times


def test_a_change_forth_and_back_within_a_day_changes_nothing(room: Mailroom) -> None:
    room.thread("Tom", TEN, title="On Tuesday")
    room.choose("Amira", preset=WEEKLY)
    room.choose("Amira", preset=DAILY)
    room.digest(NEXT_DIGEST)
    assert "On Tuesday" in room.mails("Amira")[0].text


def test_what_was_switched_off_is_not_told_afterwards(room: Mailroom) -> None:
    room.choose("Amira", all="no")
    room.thread("Tom", TEN, title="On Tuesday")
    room.digest(NEXT_DIGEST)
    room.choose("Amira", preset=DAILY)
    room.thread("Tom", TEN + DAY, title="On Wednesday")
    room.digest(NEXT_DIGEST + DAY)
    (mail,) = room.mails("Amira")
    assert "On Wednesday" in mail.text
    assert "On Tuesday" not in mail.text


def test_somebody_whom_a_batch_fails_at_stops_nobody_and_operators_see_it_all_day(
    room: Mailroom,
) -> None:
    """Their zone is one that nobody knows: not even who is away can be found out for the batch."""
    room.thread("Tom", TEN)
    real = digests.queries.addressees

    def failing(user_ids: list[int], now: object) -> object:
        if room.people["Amira"].id in user_ids:
            raise KeyError("no such zone")
        return real(user_ids, now)  # type: ignore[arg-type]

    look = room.world.app.extensions["look_every_minute"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests.queries, "addressees", failing)
        for minute in (0, 1, 20):
            with room.at(NEXT_DIGEST + minute * MINUTE):
                look()
    assert [mail.to_name for mail in room.mails()] == ["Ines"]
    with room.world.app.app_context():
        troubles = sa.select(ScheduledJob.name, ScheduledJob.last_error).where(
            ScheduledJob.failures > 0
        )
        told = {row.name: row.last_error for row in db.session.execute(troubles)}
    assert told == {"woken: notices: digests of some people": "KeyError: 'no such zone'"}
    room.thread("Tom", TEN + HOUR)
    with room.at(NEXT_DIGEST + DAY):
        look()
    assert room.mails("Amira"), "it is tried again on the next day"
    with room.world.app.app_context():
        assert not db.session.execute(troubles).all(), "and then operators see no trouble"


def test_when_nobody_is_left_the_next_waking_asks_one_question(room: Mailroom) -> None:
    room.thread("Tom", TEN)
    assert room.digest(NEXT_DIGEST) == 2
    for minutes, asks in ((1, True), (13, True), (15, False)):
        with room.at(NEXT_DIGEST + minutes * MINUTE), queries_of(room.world) as asked:
            send_digests()
        assert (len(asked) == 1) is asks, asked
    with room.at(NEXT_DIGEST + 16 * MINUTE):
        room.join("Late")
    room.thread("Tom", NEXT_DIGEST + 17 * MINUTE)
    assert room.digest(NEXT_DIGEST + 31 * MINUTE) == 1, "whoever joined gets theirs this morning"
