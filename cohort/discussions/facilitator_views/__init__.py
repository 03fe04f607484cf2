"""Looking after a cohort's threads, for its facilitators."""

from cohort.discussions.facilitator_views import (
    closing,
    hiding,
    merging,
    pinning,
    reports,
    slowing,
    summarising,
    to_come,
)
from cohort.discussions.facilitator_views.blueprint import blueprint

__all__ = [
    "blueprint",
    "closing",
    "hiding",
    "merging",
    "pinning",
    "reports",
    "slowing",
    "summarising",
    "to_come",
]
