"""Jobs of the course's modules."""

from __future__ import annotations

import datetime as dt

from cohort.course_modules.actions.notices import post_openings
from cohort.jobs.schedule import Job

WOKEN = ()
SCHEDULED = (
    Job(
        "post that modules have opened",
        every=dt.timedelta(minutes=5),
        run=post_openings,
        lease=dt.timedelta(minutes=15),
    ),
)
