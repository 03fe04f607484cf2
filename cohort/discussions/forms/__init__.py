"""Composers for threads and posts."""

from cohort.discussions.forms.opening import ThreadForm
from cohort.discussions.forms.posting import PostForm

__all__ = ["PostForm", "ThreadForm"]
