"""The demo's threads: what the cohorts said, as data, and how it was posted."""

from cohort.discussions.demo.reports import reports
from cohort.discussions.demo.talks import conversations

HAPPENINGS = (conversations, reports)
