"""Template filters, and ids in addresses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask import Flask
from markupsafe import Markup, escape
from werkzeug.routing import BaseConverter, ValidationError

from cohort.kernel import clock, ids
from cohort.kernel.text import say_size
from cohort.markdown import member_html
from cohort.web import guard, languages

# What Markdown puts before a line or around words, which an excerpt does not need.
A_WHILE = dt.timedelta(weeks=6)  # after that a date says more than a number of weeks
_MARKS = re.compile(r"^[ \t]*(?:>|#{1,6}[ \t]|[-*+][ \t])[ \t]*|\*\*|`", re.MULTILINE)


class IdConverter(BaseConverter):
    """`<id:thread_id>` in a rule: 13 characters outside, a number inside."""

    regex = "[0-9a-z]{13}"

    def to_python(self, value: str) -> int:
        try:
            return ids.read_id(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: int) -> str:
        return ids.write_id(value)


def install(app: Flask) -> None:
    """Register the converter and the filters."""
    app.url_map.converters["id"] = IdConverter
    app.jinja_env.globals["right_now"] = clock.now
    app.jinja_env.filters.update(
        moment=moment,
        moment_words=clock.say_moment,
        reader_moment=reader_moment,
        local=clock.in_zone,
        groupby_month=by_month,
        initials=initials,
        last_time=last_time,
        day=clock.say_day,
        short_day=short_day,
        day_month=day_month,
        iso=iso,
        distance=lambda when, zone=clock.LONDON: clock.say_distance(when, clock.now(), zone),
        plural=plural,
        duration=duration,
        zone_words=clock.say_zone,
        size=say_size,
        written_id=ids.write_id,
        first_line=first_line,
        lang=languages.lang,
        root_lang=languages.root_lang,
        own_words=languages.own_words,
        said_in=languages.said_in,
        markdown=lambda text: Markup(member_html(text)),  # noqa: S704  # nosec B704
        with_periods=with_periods,
    )


def moment(when: dt.datetime, zone: str = clock.LONDON) -> Markup:
    """A <time> with the exact moment and its wording, in the reader's own zone where they chose
    one and its clock differs. For pages only: a mail's reader is not the viewer."""
    # A moment in UTC, as the database gives it, is said in the same words every time. One with
    # another zone is not kept: of an hour that comes twice, both are equal.
    say = _said if when.tzinfo is dt.UTC else _said.__wrapped__
    return say(when, zone, guard.viewer().time_zone)


@lru_cache(maxsize=2048)
def _said(when: dt.datetime, zone: str, reader_zone: str) -> Markup:
    words = escape(clock.say_moment_to(when, zone, reader_zone))
    return Markup('<time datetime="{}">{}</time>').format(iso(when), words)


def reader_moment(when: dt.datetime, zone: str = clock.LONDON) -> str:
    """The wording of `moment` alone."""
    return clock.say_moment_to(when, zone, guard.viewer().time_zone)


@dataclass(frozen=True, slots=True)
class Month:
    """Rows of one calendar month."""

    words: str
    rows: list[Any]


def by_month(rows: Iterable[Any], zone: str = clock.LONDON) -> list[Month]:
    """Rows with `written_at`, already in order, under 'March 2026' headings of `zone`."""
    grouped = groupby(rows, lambda row: f"{clock.in_zone(row.written_at, zone):%B %Y}")
    return [Month(words, list(found)) for words, found in grouped]


def initials(name: str) -> str:
    """'Ruth Llewelyn-Ŵyn' -> 'RL'."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def short_day(when: dt.datetime, zone: str = clock.LONDON) -> str:
    """'20 Nov 2026', for dense tables."""
    local = clock.in_zone(when, zone)
    return f"{local.day} {local:%b %Y}"


def day_month(day: dt.date) -> str:
    """'Friday 4 December', for a day so near that its year is obvious."""
    return f"{day:%A} {day.day} {day:%B}"


def last_time(when: dt.datetime, zone: str = clock.LONDON) -> str:
    """'2 days ago'; from six weeks on, 'last on 5 November 2025'."""
    now = clock.now()
    if now - when < A_WHILE:
        return clock.say_distance(when, now, zone)
    local = clock.in_zone(when, zone)
    return f"last on {local.day} {local:%B %Y}"


def iso(when: dt.datetime | dt.date) -> str:
    """The exact moment or day for a datetime attribute."""
    if isinstance(when, dt.datetime):
        return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return when.isoformat()


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 reply', '3 replies'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def duration(minutes: int) -> str:
    """'40 minutes', '2 hours', '2 hours 15 minutes'."""
    hours, rest = divmod(minutes, 60)
    parts = [plural(hours, "hour")] if hours else []
    return " ".join([*parts, plural(rest, "minute")] if rest or not parts else parts)


def with_periods(text: str, periods: Mapping[str, str]) -> str:
    """'kept {invitation_days}' -> 'kept 21 days'. Unknown names stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda found: periods.get(found[1], found[0]), text)


def first_line(text: str, longest: int = 140) -> str:
    """The start of a text on one line, cut at a word."""
    line = " ".join(_MARKS.sub("", text).split())
    if len(line) <= longest:
        return line
    cut = line[:longest].rsplit(" ", 1)[0] or line[:longest]
    return f"{cut.rstrip('.,;:')}…"
