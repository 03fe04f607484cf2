"""The tab of the log."""

from __future__ import annotations

from cohort.web.navigation import Tab

TABS = (Tab("log", "Log", "reflections.list_reflections", place=20),)
