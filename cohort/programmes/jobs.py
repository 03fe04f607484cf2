"""Background jobs for invitations."""

from __future__ import annotations

import datetime as dt

from cohort.jobs.schedule import Job
from cohort.programmes.actions.reminders import remind_of_invitations

WOKEN = ()
SCHEDULED = (Job("remind of invitations", every=dt.timedelta(hours=1), run=remind_of_invitations),)
