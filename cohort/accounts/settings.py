"""How long sign-ins are kept."""

from __future__ import annotations

from cohort.settings.definitions import Group, number

KEEP_SIGN_INS_DAYS = number(
    "keep_sign_ins_days",
    "Records of sign-ins are kept for",
    Group.PERIODS,
    unit="days",
    default=90,
    most=730,
)

SETTINGS = (KEEP_SIGN_INS_DAYS,)
