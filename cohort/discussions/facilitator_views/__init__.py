"""Looking after a cohort's threads, for its facilitators."""

from cohort.discussions.facilitator_views import closing, merging, pinning, summarising
from cohort.discussions.facilitator_views.blueprint import blueprint

__all__ = ["blueprint", "closing", "merging", "pinning", "summarising"]
