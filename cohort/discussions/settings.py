"""How long addresses for replies are good, and reports and what was left out are kept."""

from __future__ import annotations

from cohort.settings.definitions import Group, number

REPLY_ADDRESS_DAYS = number(
    "reply_address_days",
    "A mail about a thread can be answered for",
    Group.PERIODS,
    "Counted from the latest mail about that thread.",
    unit="days",
    default=30,
    most=365,
)
KEEP_LEFT_OUT_DAYS = number(
    "keep_left_out_days",
    "What was left out of a reply by mail is kept for",
    Group.PERIODS,
    "Only its author sees it.",
    unit="days",
    default=7,
    most=90,
)

KEEP_REPORTS_DAYS = number(
    "keep_reports_days",
    "Reports of posts are kept for",
    Group.PERIODS,
    "After a facilitator has settled them.",
    unit="days",
    default=365,
    most=1095,
)

SETTINGS = (REPLY_ADDRESS_DAYS, KEEP_LEFT_OUT_DAYS, KEEP_REPORTS_DAYS)
