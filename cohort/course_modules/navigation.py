"""The tab of the modules, and the facilitators' tab for when they open."""

from __future__ import annotations

from cohort.access.actions import Can
from cohort.web.navigation import Tab

TABS = (
    Tab("modules", "Modules", "course_modules.list_modules", place=10),
    Tab(
        "releases",
        "Releases",
        "course_modules_facilitator.list_releases",
        place=60,
        can=Can.SET_RELEASES,
    ),
)
