"""The queries of the progress page."""

from __future__ import annotations

from tests.architecture.counting import ListPage

PAGES = (ListPage("/cohorts/{cohort}/progress", "facilitator", 5, "Member row {n}"),)
