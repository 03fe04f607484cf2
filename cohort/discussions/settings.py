"""How long addresses for replies are good, and what was left out of them is kept."""

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

SETTINGS = (REPLY_ADDRESS_DAYS, KEEP_LEFT_OUT_DAYS)
