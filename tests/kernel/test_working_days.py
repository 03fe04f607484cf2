"""Two working days in England: weekends, bank holidays and clock changes."""

from __future__ import annotations

import datetime as dt

import pytest

from cohort.kernel.working_days import end_of_working_day


@pytest.mark.parametrize(
    ("written", "zone", "due"),
    [
        ("2026-11-16T09:00Z", "Europe/London", "2026-11-18T17:00Z"),  # Monday, Wednesday
        ("2026-11-20T23:30Z", "Europe/London", "2026-11-24T17:00Z"),  # a Friday at night
        ("2026-11-21T10:00Z", "Europe/London", "2026-11-24T17:00Z"),  # the Saturday after it
        # Christmas 2026 is a Friday; Boxing Day is kept on the Monday
        ("2026-12-24T10:00Z", "Europe/London", "2026-12-30T17:00Z"),
        ("2026-12-23T10:00Z", "Europe/London", "2026-12-29T17:00Z"),
        ("2026-12-31T10:00Z", "Europe/London", "2027-01-05T17:00Z"),
        ("2027-03-25T10:00Z", "Europe/London", "2027-03-31T16:00Z"),  # Easter and summer time
        ("2026-10-23T10:00Z", "Europe/London", "2026-10-27T17:00Z"),  # the clocks go back
        ("2026-11-16T23:30Z", "Pacific/Auckland", "2026-11-19T04:00Z"),  # Tuesday there already
    ],
)
def test_the_second_working_day_ends_at_five(written: str, zone: str, due: str) -> None:
    moment = dt.datetime.fromisoformat(written)
    assert end_of_working_day(moment, 2, zone) == dt.datetime.fromisoformat(due)
