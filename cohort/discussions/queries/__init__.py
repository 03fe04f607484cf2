"""Finding threads and posts: those of the viewer's cohort."""

from cohort.discussions.queries.posts import POSTS_A_PAGE, page_holding, posts_in, sent_by
from cohort.discussions.queries.rows import OpenThread, PostRow, PromptThread, ThreadRow
from cohort.discussions.queries.threads import (
    THREADS_A_PAGE,
    find_thread_of_prompt,
    get_thread,
    threads_on,
    threads_visible_to,
)

__all__ = [
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "OpenThread",
    "PostRow",
    "PromptThread",
    "ThreadRow",
    "find_thread_of_prompt",
    "get_thread",
    "page_holding",
    "posts_in",
    "sent_by",
    "threads_on",
    "threads_visible_to",
]
