"""The tab of a cohort's progress, for its facilitators."""

from __future__ import annotations

from cohort.access.actions import Can
from cohort.web.navigation import Tab

TABS = (Tab("progress", "Progress", "facilitation.show_progress", place=50, can=Can.SEE_PROGRESS),)
