"""A tab for search, where the header has no search box."""

from __future__ import annotations

from cohort.web.navigation import Tab

TABS = (Tab("search", "Search", "search.show_results", place=40, only_narrow=True),)
