"""The cohort's home, first of its tabs."""

from __future__ import annotations

from cohort.web.navigation import Tab

TABS = (Tab("home", "Home", "site.cohort_home", place=0),)
