"""Jobs of threads."""

from __future__ import annotations

import datetime as dt

from cohort.discussions.actions.removing import forget_removed
from cohort.discussions.actions.reporting import tell_organisers
from cohort.discussions.actions.sweeping import sweep_files
from cohort.discussions.actions.telling import tell_of_posts, tell_of_tending
from cohort.discussions.actions.to_come import open_due
from cohort.jobs.schedule import Daily, Job

WOKEN = (tell_of_posts, tell_of_tending)
SCHEDULED = (
    Job("open threads to come", every=dt.timedelta(minutes=1), run=open_due),
    Job("forget removed posts", every=dt.timedelta(minutes=1), run=forget_removed),
    Job("tell organisers of reports", every=dt.timedelta(minutes=15), run=tell_organisers),
    Job(
        "remove files of posts that nothing names",
        every=Daily(dt.time(3, 50)),
        run=sweep_files,
        lease=dt.timedelta(hours=2),
    ),
)
