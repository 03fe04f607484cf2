"""Periods of data rights, and which privacy notice was published last."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cohort.settings.definitions import Definition, Group, noted, number

DELETION_UNDO_DAYS = number(
    "deletion_undo_days",
    "Deleting an account can be undone for",
    Group.PERIODS,
    unit="days",
    default=14,
    most=60,
)
COMPLAINT_ANSWER_DAYS = number(
    "complaint_answer_days",
    "A data-protection complaint is answered within",
    Group.PERIODS,
    "It is acknowledged at once.",
    unit="days",
    default=30,
    most=90,
)
INACTIVE_ACCOUNT_MONTHS = number(
    "inactive_account_months",
    "An unused account is kept for",
    Group.PERIODS,
    "Counted from the last visit.",
    unit="months",
    default=36,
    least=6,
    most=120,
)
INACTIVE_WARNING_DAYS = number(
    "inactive_warning_days",
    "Before an unused account goes, its person is warned",
    Group.PERIODS,
    "By mail. Signing in keeps the account.",
    unit="days",
    default=30,
    least=14,
    most=90,
)
KEEP_EXPORTS_DAYS = number(
    "keep_exports_days",
    "A download of somebody’s own data is kept for",
    Group.PERIODS,
    unit="days",
    default=7,
    most=60,
)
KEEP_COMPLAINTS_YEARS = number(
    "keep_complaints_years",
    "Data-protection complaints are kept for",
    Group.PERIODS,
    "After they were answered.",
    unit="years",
    default=6,
    most=20,
)


def _read_notice(stored: Any) -> tuple[int, dt.datetime] | None:
    try:
        notice_number, published_at = stored
        return int(notice_number), dt.datetime.fromisoformat(published_at)
    except TypeError as error:
        raise ValueError(str(error)) from error


# (number, moment) of the privacy notice published last; None before the first one.
PRIVACY_NOTICE: Definition[tuple[int, dt.datetime] | None] = noted(
    "privacy_notice", default=None, read=_read_notice
)

SETTINGS = (
    DELETION_UNDO_DAYS,
    COMPLAINT_ANSWER_DAYS,
    INACTIVE_ACCOUNT_MONTHS,
    INACTIVE_WARNING_DAYS,
    KEEP_EXPORTS_DAYS,
    KEEP_COMPLAINTS_YEARS,
    PRIVACY_NOTICE,
)
