"""Threads of a cohort, for its members."""

from cohort.discussions.views import (
    acknowledging,
    by_mail,
    files,
    following,
    helping,
    mentions,
    naming,
    opening,
    posting,
    posts,
    private,
    prompts,
    reading,
    renaming,
    reporting,
)
from cohort.discussions.views.blueprint import blueprint

__all__ = [
    "acknowledging",
    "blueprint",
    "by_mail",
    "files",
    "following",
    "helping",
    "mentions",
    "naming",
    "opening",
    "posting",
    "posts",
    "private",
    "prompts",
    "reading",
    "renaming",
    "reporting",
]
