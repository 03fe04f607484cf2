"""How long sign-ins last, and are kept."""

from __future__ import annotations

import datetime as dt

from cohort.kernel import clock
from cohort.settings.current import current
from cohort.settings.definitions import Group, number

KEEP_SIGN_INS_DAYS = number(
    "keep_sign_ins_days",
    "Records of sign-ins are kept for",
    Group.PERIODS,
    unit="days",
    default=90,
    most=730,
)

SIGN_INS_LAST_DAYS = number(
    "sign_ins_last_days",
    "A sign-in lasts at most",
    Group.PERIODS,
    "However often it is used. After 14 days without a visit it ends in any case.",
    unit="days",
    default=90,
    most=365,
)

SETTINGS = (
    SIGN_INS_LAST_DAYS,
    KEEP_SIGN_INS_DAYS,
)


def first_good_beginning() -> dt.datetime:
    """Sign-ins that began at this moment or before have ended, however they are used."""
    return clock.now() - dt.timedelta(days=current(SIGN_INS_LAST_DAYS))
