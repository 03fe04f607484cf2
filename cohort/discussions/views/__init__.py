"""Threads of a cohort, for its members."""

from cohort.discussions.views import opening, posting, prompts, reading
from cohort.discussions.views.blueprint import blueprint

__all__ = ["blueprint", "opening", "posting", "prompts", "reading"]
