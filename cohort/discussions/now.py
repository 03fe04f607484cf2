"""On the cohort's home: the newest threads, and to facilitators the reports that wait."""

from __future__ import annotations

from flask import url_for

from cohort.access.actor import Actor
from cohort.discussions.queries import threads_on_home
from cohort.discussions.queries.reports import waiting_reports
from cohort.kernel import clock
from cohort.kernel.now import OnHome, Section, Thing

MOST_THREADS = 4


def threads_now(viewer: Actor) -> OnHome:
    """The threads with something new to the viewer first, then those with the newest posts."""
    threads = threads_on_home(viewer, MOST_THREADS)
    return OnHome(sections=[Section("discussions/now.html", {"threads": threads})])


def reports_now(viewer: Actor) -> OnHome:
    """How many reports of posts wait for a facilitator."""
    waiting = waiting_reports(viewer)
    if not waiting:
        return OnHome()
    zone = viewer.cohort.time_zone
    since, untaken = min(at for at, _ in waiting), sum(not taken for _, taken in waiting)
    count = len(waiting)
    return OnHome(
        things=[
            Thing(
                "Report",
                f"{count} report waits" if count == 1 else f"{count} reports wait",
                clock.in_zone(since, zone),
                f"since {clock.say_moment(since, zone)}",
                url=url_for("discussions_facilitator.list_reports", cohort_slug=viewer.cohort.slug),
                text="Nobody has taken it on yet." if untaken else "Somebody looks at it.",
            )
        ]
    )


NOW = (threads_now, reports_now)
