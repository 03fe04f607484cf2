"""The tab of registrations of interest in a cohort, for its facilitators."""

from __future__ import annotations

from cohort.access.actions import Can
from cohort.web.navigation import Tab

TABS = (
    Tab(
        "registrations",
        "Registrations",
        "interest_facilitator.list_registrations",
        place=80,
        can=Can.SEE_COHORT_REGISTRATIONS,
    ),
)
