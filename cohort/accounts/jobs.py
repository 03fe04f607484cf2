"""What accounts need done by themselves."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.actions.signing_in import forget_old_failures
from cohort.jobs.schedule import Job

WOKEN = ()
SCHEDULED = (
    Job("forget failed sign-ins", every=dt.timedelta(minutes=15), run=forget_old_failures),
)
