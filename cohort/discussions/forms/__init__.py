"""Composers for threads and posts."""

from cohort.discussions.forms.files import DescribeForm, TakesFiles, lines_of
from cohort.discussions.forms.naming import UnmaskForm
from cohort.discussions.forms.opening import ThreadForm
from cohort.discussions.forms.posting import EditPostForm, PostForm, ReplyForm

__all__ = [
    "DescribeForm",
    "EditPostForm",
    "PostForm",
    "ReplyForm",
    "TakesFiles",
    "ThreadForm",
    "UnmaskForm",
    "lines_of",
]
