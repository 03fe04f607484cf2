"""The tab of the cohort's home, the first of all."""

from __future__ import annotations

from cohort.web.navigation import Tab

TABS = (Tab("home", "Home", "site.cohort_home", place=0),)
