"""Background jobs for accounts."""

from __future__ import annotations

import datetime as dt

from cohort.accounts.actions.away import forget_past_days_away
from cohort.accounts.actions.codes import answer_requests, forget_old_codes
from cohort.accounts.actions.sign_ins import forget_ended_sign_ins
from cohort.accounts.actions.throttling import forget_old_failures
from cohort.accounts.kept_forms import forget_old_kept_forms
from cohort.jobs.schedule import Job

WOKEN = (answer_requests,)
SCHEDULED = (
    Job("forget failed sign-ins", every=dt.timedelta(minutes=15), run=forget_old_failures),
    Job("forget old codes", every=dt.timedelta(hours=1), run=forget_old_codes),
    Job("forget past days away", every=dt.timedelta(days=1), run=forget_past_days_away),
    Job("forget kept forms", every=dt.timedelta(hours=1), run=forget_old_kept_forms),
    Job("forget ended sign-ins", every=dt.timedelta(days=1), run=forget_ended_sign_ins),
)
