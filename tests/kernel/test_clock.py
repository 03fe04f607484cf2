"""Times are right, across the clock change too."""

from __future__ import annotations

import datetime as dt

import pytest

from cohort.kernel import clock

UTC = dt.UTC


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        # Great Britain goes forward at 01:00 UTC on 28 March 2027, back at 01:00 UTC on 31 October.
        ((2027, 3, 27), (14, 0), (2027, 3, 27, 14, 0)),
        ((2027, 3, 28), (14, 0), (2027, 3, 28, 13, 0)),
        ((2027, 3, 28), (1, 30), (2027, 3, 28, 1, 30)),  # skipped: the moment clocks show 02:30
        ((2027, 10, 31), (1, 30), (2027, 10, 31, 0, 30)),  # repeated: the first time round
        ((2027, 10, 31), (14, 0), (2027, 10, 31, 14, 0)),
    ],
)
def test_local_moments_are_stored_in_utc(
    day: tuple[int, int, int], time: tuple[int, int], expected: tuple[int, ...]
) -> None:
    moment = clock.local_moment(dt.date(*day), dt.time(*time), clock.LONDON)
    assert moment == dt.datetime(*expected, tzinfo=UTC)


def test_moments_are_said_as_people_say_them() -> None:
    assert clock.say_moment(dt.datetime(2026, 3, 3, 14, 0, tzinfo=UTC)) == (
        "Tuesday 3 March 2026, 2pm"
    )
    assert clock.say_moment(dt.datetime(2026, 7, 3, 11, 5, tzinfo=UTC)) == (
        "Friday 3 July 2026, 12:05pm"
    )
    assert clock.say_moment(dt.datetime(2026, 7, 2, 23, 0, tzinfo=UTC)) == (
        "Friday 3 July 2026, midnight"
    )
    assert clock.say_time(dt.time(12)) == "midday"


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "today"), (24, "tomorrow"), (-24, "yesterday"), (72, "in 3 days"), (-240, "10 days ago")],
)
def test_distances_are_counted_in_calendar_days(hours: int, words: str) -> None:
    noon = dt.datetime(2026, 3, 28, 12, tzinfo=UTC)  # the clocks change that night
    assert clock.say_distance(noon + dt.timedelta(hours=hours), noon) == words


def test_weeks_are_said_from_two_weeks_on() -> None:
    noon = dt.datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert clock.say_distance(noon + dt.timedelta(days=21), noon) == "in 3 weeks"
    assert clock.say_distance(noon - dt.timedelta(days=15), noon) == "2 weeks ago"


@pytest.mark.parametrize(("name", "known"), [("Europe/London", True), ("Mars/Phobos", False)])
def test_zones_are_known_by_name(name: str, known: bool) -> None:
    assert clock.is_zone(name) is known
    assert not clock.is_zone("../../etc/passwd")
    assert not clock.is_zone("")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2027, 1, 31), 1, dt.date(2027, 2, 28)),
        (dt.date(2027, 12, 31), 14, dt.date(2029, 2, 28)),
        (dt.date(2028, 2, 29), -12, dt.date(2027, 2, 28)),
    ],
)
def test_months_on_is_the_same_day_or_the_months_last(
    day: dt.date, months: int, then: dt.date
) -> None:
    assert clock.add_months(day, months) == then
