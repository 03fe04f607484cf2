"""The demo's done marks, and a facilitator's changes to the Spring cohort's releases. Joe and
Tomasz have marked nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.course_modules.actions import mark_done, releases
from cohort.course_modules.models import DoneMark
from cohort.course_modules.queries import PromptRow, get_module, get_prompt, modules_visible_to
from cohort.course_modules.queries.releases import releases_visible_to
from cohort.demo.acting import Cast, Happening, check, date_back
from cohort.demo.people import PILOT, SPRING
from cohort.kernel import clock
from cohort.kernel.errors import NotFound

FACILITATOR, EARLY_READER = "ruth", "gareth"


@dataclass(frozen=True)
class Reading:
    """Marking the first `pages` pages of a module as done; all of them where it is None."""

    cohort: str
    by: str
    ago: int
    at: str
    module: int
    pages: int | None = None


_SPRING = (
    # (who, module, pages or None for all, days ago, at)
    ("rhiannon", 0, None, 14, "21:20"),
    ("deepa", 0, None, 14, "09:40"),
    ("imran", 0, None, 13, "20:30"),
    ("gareth", 0, None, 13, "07:45"),
    ("abena", 0, None, 13, "12:20"),
    ("claire", 0, None, 12, "19:05"),
    ("kasia", 0, None, 12, "10:50"),
    ("sally", 0, 1, 12, "19:10"),
    ("yusuf", 0, None, 12, "13:20"),
    ("folasade", 0, None, 11, "22:00"),
    ("angharad", 0, None, 11, "16:30"),
    ("denise", 0, 1, 10, "07:55"),
    ("rhiannon", 1, 1, 10, "21:35"),
    ("claire", 1, None, 10, "20:15"),
    ("kasia", 1, None, 9, "12:10"),
    ("imran", 1, 1, 9, "21:25"),
    ("folasade", 1, 1, 9, "22:40"),
    ("abena", 1, None, 7, "12:35"),
    ("gareth", 1, None, 7, "08:05"),
    ("imran", 1, None, 6, "21:10"),
    ("angharad", 1, 1, 4, "09:50"),
)
# How many modules, Start here included, each person of the Pilot cohort finished.
_PILOT = {"nasreen": 9, "peter": 9, "huw": 8, "grace": 6}
_WEEKS_A_MODULE = 3

READINGS = (
    *(Reading(SPRING, who, ago, at, module, pages) for who, module, pages, ago, at in _SPRING),
    *(
        Reading(PILOT, who, 205 - 7 * _WEEKS_A_MODULE * module - spread, "19:30", module)
        for spread, (who, finished) in enumerate(_PILOT.items())
        for module in range(finished)
    ),
)


def pages_read(cast: Cast) -> Iterator[Happening]:
    """Every done mark, at the moment when it was made."""
    for reading in READINGS:
        yield cast.moment(reading.cohort, reading.ago, reading.at), partial(_read, cast, reading)


def _read(cast: Cast, reading: Reading, moment: dt.datetime) -> None:
    actor = cast.member(reading.by, reading.cohort)
    check(actor, Can.MARK_DONE)
    lines = [m for m in modules_visible_to(actor) if m.position == reading.module]
    for line in lines:  # none where the modules were not loaded
        pages = get_module(actor, line.slug).contents[: reading.pages]
        fresh = [page for page in pages if not page.is_done]
        mark_done(actor, fresh)
        date_back(
            DoneMark,
            DoneMark.membership_id == actor.membership_id,
            DoneMark.page_id.in_([page.id for page in fresh]),
            marked_at=moment,
        )


def set_releases(cast: Cast) -> None:
    """One module set, one opened early, one hidden: the result of an afternoon at the desk."""
    actor = cast.member(FACILITATOR, SPRING)
    check(actor, Can.SET_RELEASES)
    waiting = [line for line in releases_visible_to(actor) if not line.is_open]
    if len(waiting) < 3:
        return
    soon, later, last = waiting[0], waiting[1], waiting[-1]
    releases.open_early(actor, soon, cast.member(EARLY_READER, SPRING).membership_id)
    zone = actor.cohort.time_zone
    day = clock.in_zone(later.computed, zone).date() + dt.timedelta(days=2)
    releases.set_opening(actor, later, clock.local_moment(day, dt.time(9, 30), zone))
    releases.hide(actor, last, last.version)


def find_prompt(actor: Actor, key: str | None) -> PromptRow | None:
    """For the demos of the features above. None for free writing, and where the modules were
    not loaded."""
    try:
        return get_prompt(actor, key) if key else None
    except NotFound:
        return None


HAPPENINGS = (pages_read,)
AFTER = (set_releases,)
