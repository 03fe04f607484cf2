"""How long notices are kept."""

from __future__ import annotations

from cohort.settings.definitions import Group, number

KEEP_NOTICES_DAYS = number(
    "keep_notices_days",
    "Notices are kept for",
    Group.PERIODS,
    "What they are about stays where it is.",
    unit="days",
    default=365,
    most=1095,
)

SETTINGS = (KEEP_NOTICES_DAYS,)
