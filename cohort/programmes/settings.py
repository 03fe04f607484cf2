"""How long invitations last and are kept."""

from __future__ import annotations

from cohort.settings.definitions import Group, number

INVITATION_DAYS = number(
    "invitation_days", "An invitation lasts", Group.PERIODS, unit="days", default=21, most=180
)
KEEP_INVITATIONS_DAYS = number(
    "keep_invitations_days",
    "Invitations are kept for",
    Group.PERIODS,
    "After they expired, or were revoked or accepted.",
    unit="days",
    default=180,
    most=730,
)

SETTINGS = (INVITATION_DAYS, KEEP_INVITATIONS_DAYS)
