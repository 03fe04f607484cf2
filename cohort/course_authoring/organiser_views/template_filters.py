"""Filters for the content desk's templates, and text that several of its pages share."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_modules.link_resolver import PlaceOf, fill_addresses
from cohort.kernel import clock
from cohort.web.filters import plural

TRIES = 3  # when somebody else saves at the same moment
SAVED_AGAIN_AND_AGAIN = (
    "Others are saving this again and again. Wait a moment, then send it once more."
)


@blueprint.app_template_filter("offset_words")
def offset_words(days: int) -> str:
    """'3 weeks', '1 week and 2 days'."""
    weeks, rest = divmod(days, 7)
    parts = [plural(weeks, "week")] if weeks else []
    return " and ".join([*parts, plural(rest, "day")] if rest or not parts else parts)


@blueprint.app_template_filter("clock_time")
def clock_time(when: dt.datetime) -> str:
    """'14:02', in London: for what happened just now."""
    return f"{clock.in_zone(when, clock.LONDON):%H:%M}"


@blueprint.app_template_filter("course_html")
def course_html(html: str, place_of: PlaceOf) -> Markup:
    """Rendered course text, which the renderer has sanitised, with real addresses."""
    return Markup(fill_addresses(html, place_of))  # noqa: S704  # nosec B704
