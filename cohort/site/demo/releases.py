"""What the Spring cohort's facilitator did with its releases: one chosen, one early, one hidden."""

from __future__ import annotations

import datetime as dt

from cohort.access.actions import Can
from cohort.course_modules.actions import releases as actions
from cohort.course_modules.queries.releases import releases_visible_to
from cohort.kernel import clock
from cohort.site.demo.cast import Cast, check
from cohort.site.demo.people import SPRING

FACILITATOR, EARLY_READER = "ruth", "gareth"


def set_releases(cast: Cast) -> None:
    """As an afternoon at the desk would leave them."""
    actor = cast.member(FACILITATOR, SPRING)
    check(actor, Can.SET_RELEASES)
    waiting = [line for line in releases_visible_to(actor) if not line.is_open]
    if len(waiting) < 3:
        return
    soon, later, last = waiting[0], waiting[1], waiting[-1]
    actions.open_early(actor, soon, cast.member(EARLY_READER, SPRING).membership_id)
    zone = actor.cohort.time_zone
    day = clock.in_zone(later.computed, zone).date() + dt.timedelta(days=2)
    actions.set_opening(actor, later, clock.local_moment(day, dt.time(9, 30), zone))
    actions.hide(actor, last, last.version)
