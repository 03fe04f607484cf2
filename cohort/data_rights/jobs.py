"""Jobs of data rights."""

from __future__ import annotations

import datetime as dt

from cohort.data_rights.actions import retention
from cohort.data_rights.actions.deletions import erase_due
from cohort.data_rights.actions.downloads import make_waiting_downloads
from cohort.jobs.schedule import Daily, Job

WOKEN = (make_waiting_downloads, erase_due)
SCHEDULED = (
    Job(
        "keep nothing longer than its time",
        every=Daily(dt.time(3, 20)),
        run=retention.run,
        lease=dt.timedelta(hours=1),
    ),
)
