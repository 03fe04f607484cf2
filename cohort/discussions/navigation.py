"""The tab of the threads."""

from __future__ import annotations

from cohort.web.navigation import Tab

TABS = (Tab("threads", "Threads", "discussions.list_threads", place=30),)
