"""How long sent mail is kept."""

from __future__ import annotations

from cohort.settings.definitions import Group, number

KEEP_MAIL_BODIES_DAYS = number(
    "keep_mail_bodies_days",
    "The words of sent mail are kept for",
    Group.PERIODS,
    "After that only who and when.",
    unit="days",
    default=30,
    most=730,
)
KEEP_SENT_MAIL_DAYS = number(
    "keep_sent_mail_days",
    "The record that mail was sent is kept for",
    Group.PERIODS,
    unit="days",
    default=365,
    most=3650,
)

SETTINGS = (KEEP_MAIL_BODIES_DAYS, KEEP_SENT_MAIL_DAYS)
