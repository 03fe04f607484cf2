"""Working days in England: Monday to Friday, without bank holidays."""

from __future__ import annotations

import datetime as dt

from cohort.kernel import clock

END_OF_DAY = dt.time(17)


def is_working_day(day: dt.date) -> bool:
    """Whether offices in England are open that day."""
    # Imported here: only a report and its job need it, and it takes a tenth of a second.
    import holidays

    return day.weekday() < 5 and day not in holidays.country_holidays(
        "GB", subdiv="ENG", years=day.year
    )


def end_of_working_day(moment: dt.datetime, count: int, zone: str) -> dt.datetime:
    """5pm, in UTC, on the working day that is the `count`th after the day of `moment` in `zone`.

    Somebody who writes on a Friday at night and is answered within two working days is answered by
    5pm on Tuesday; so is somebody who wrote on the Saturday after it.
    """
    day, left = clock.in_zone(moment, zone).date(), count
    while left:
        day += dt.timedelta(days=1)
        left -= is_working_day(day)
    return clock.local_moment(day, END_OF_DAY, zone)
