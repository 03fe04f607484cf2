"""Composers for threads and posts."""

from cohort.discussions.forms.naming import UnmaskForm
from cohort.discussions.forms.opening import ThreadForm
from cohort.discussions.forms.posting import EditPostForm, PostForm, ReplyForm

__all__ = ["EditPostForm", "PostForm", "ReplyForm", "ThreadForm", "UnmaskForm"]
