"""The facilitators' tab for a cohort's members."""

from __future__ import annotations

from cohort.access.actions import Can
from cohort.web.navigation import Tab

TABS = (Tab("members", "Members", "programmes_facilitator.list_members", place=70, can=Can.INVITE),)
