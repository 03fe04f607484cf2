"""The queries of pages that list jobs."""

from __future__ import annotations

from tests.architecture.counting import ListPage

PAGES = (ListPage("/admin/jobs", "administrator", 4),)  # shows each job there is
