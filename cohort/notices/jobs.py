"""Mail about what happened."""

from __future__ import annotations

import datetime as dt

from cohort.jobs.schedule import Daily, Job
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.notices.actions.mailing import forget_mailed

WOKEN = (send_digests,)
SCHEDULED = (
    Job(
        "mail what happened at once",
        every=dt.timedelta(minutes=1),
        run=send_at_once,
        lease=dt.timedelta(minutes=15),
    ),
    Job("forget what was mailed", every=Daily(dt.time(3, 50)), run=forget_mailed),
)
