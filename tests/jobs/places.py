"""The pages of jobs, for the sweeps in a browser."""

from __future__ import annotations

from tests.browser.visiting import Place

PLACES = (
    Place("jobs", "jobs_administrator.list_jobs", "administrator"),
)  # fmt: skip
