"""How long a draft is kept that nobody touches."""

from __future__ import annotations

from cohort.settings.definitions import Group, number

KEEP_DRAFTS_MONTHS = number(
    "keep_drafts_months",
    "A draft that nobody goes on with is kept for",
    Group.PERIODS,
    "Counted from the last change to it.",
    unit="months",
    default=12,
    least=3,
    most=60,
)
SETTINGS = (KEEP_DRAFTS_MONTHS,)
