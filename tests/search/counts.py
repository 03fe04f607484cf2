"""The queries of searching."""

from __future__ import annotations

from tests.architecture.counting import ListPage

RESULTS = "/cohorts/{cohort}/search"
PAGES = (
    ListPage(f"{RESULTS}?q=words", "participant", 4, "Page {n} of module 1"),
    ListPage(f"{RESULTS}?q=wrods+nowhere", "participant", 7, "Page {n} of module 1"),
)
