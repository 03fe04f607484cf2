"""The time. The only place that asks the machine's clock."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

LONDON = "Europe/London"
REGIONS = (
    *("Europe", "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Indian"),
    "Pacific",
)


def now() -> dt.datetime:
    """This moment, in UTC, with its zone."""
    return dt.datetime.now(dt.UTC)


def in_zone(moment: dt.datetime, zone: str) -> dt.datetime:
    """The same moment as clocks in `zone` (an IANA name) show it."""
    return moment.astimezone(ZoneInfo(zone))


def local_moment(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The moment, in UTC, at which clocks in `zone` show `time` on `day`.

    A time that the spring clock change skips becomes the moment the clocks jump past it;
    one that the autumn change repeats is taken the first time round (PEP 495, fold=0).
    """
    return dt.datetime.combine(day, time, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def start_of_day(day: dt.date, zone: str) -> dt.datetime:
    """The moment, in UTC, at which `day` begins in `zone`."""
    return local_moment(day, dt.time(), zone)


def add_months(day: dt.date, months: int) -> dt.date:
    """`day`, that many months later; the month's last day where the month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone this machine knows."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def say_day(moment: dt.datetime | dt.date, zone: str = LONDON) -> str:
    """'Tuesday 3 March 2026', as clocks in `zone` show it."""
    day = in_zone(moment, zone) if isinstance(moment, dt.datetime) else moment
    return f"{day:%A} {day.day} {day:%B %Y}"


def say_moment(moment: dt.datetime, zone: str = LONDON) -> str:
    """'Tuesday 3 March 2026, 2pm', as clocks in `zone` show it."""
    local = in_zone(moment, zone)
    return f"{say_day(local, zone)}, {say_time(local)}"


def say_moment_to(moment: dt.datetime, zone: str, reader_zone: str) -> str:
    """A moment that happens in `zone`, for a reader whose clock shows `reader_zone` (empty: they
    read each zone's own time). Where the two clocks differ, it gives the reader's and says so."""
    if not reader_zone or in_zone(moment, zone).utcoffset() == (
        in_zone(moment, reader_zone).utcoffset()
    ):
        return say_moment(moment, zone)
    return f"{say_moment(moment, reader_zone)} ({say_zone(reader_zone)})"


def say_zone(zone: str) -> str:
    """'New York time' for America/New_York."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


@lru_cache(maxsize=1)
def zones_by_region() -> dict[str, list[tuple[str, str]]]:
    """{region: [(IANA name, place)]}, in the order people look for them; Europe first."""
    found: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(available_timezones()):
        region, _, place = name.partition("/")
        if place and region in found:
            found[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return found


def say_time(local: dt.datetime | dt.time) -> str:
    """'2pm', '2:05pm', 'midday', 'midnight': how people say a time of day."""
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def say_distance(moment: dt.datetime, since: dt.datetime, zone: str = LONDON) -> str:
    """'today', 'tomorrow', 'in 5 days', '2 weeks ago': counted in calendar days of `zone`."""
    days = (in_zone(moment, zone).date() - in_zone(since, zone).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    count, unit = (abs(days), "day") if abs(days) < 14 else (abs(days) // 7, "week")
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if days > 0 else f"{words} ago"
