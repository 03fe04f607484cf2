"""Jobs of the content desk."""

from __future__ import annotations

import datetime as dt

from cohort.course_authoring.actions.sweeping import sweep
from cohort.jobs.schedule import Daily, Job

WOKEN = ()
SCHEDULED = (
    Job(
        "remove course files that nothing names",
        every=Daily(dt.time(3, 40)),
        run=sweep,
        lease=dt.timedelta(hours=2),
    ),
)
