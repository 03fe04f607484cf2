"""What modules need done by themselves."""

from __future__ import annotations

import datetime as dt

from cohort.course_modules.actions.notices import post_openings
from cohort.course_modules.actions.sweeping import sweep
from cohort.jobs.schedule import Daily, Job

WOKEN = ()
SCHEDULED = (
    Job(
        "post that modules have opened",
        every=dt.timedelta(minutes=5),
        run=post_openings,
        lease=dt.timedelta(minutes=15),
    ),
    Job(
        "remove course files that nothing names",
        every=Daily(dt.time(3, 40)),
        run=sweep,
        lease=dt.timedelta(hours=2),
    ),
)
