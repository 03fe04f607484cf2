"""Finding threads and posts: those of the viewer's cohort."""

from cohort.discussions.queries.beside import with_beside
from cohort.discussions.queries.helping import HelpedPost, helped_posts
from cohort.discussions.queries.merging import (
    MergeTarget,
    get_thread_now,
    merge_targets,
    why_not,
)
from cohort.discussions.queries.post_files import files_of, get_file
from cohort.discussions.queries.posts import (
    POSTS_A_PAGE,
    PUT_BACK_FOR,
    find_answered,
    get_post,
    page_holding,
    posts_in,
    sent_by,
)
from cohort.discussions.queries.rows import (
    FileRow,
    OnePost,
    OpenThread,
    PostRow,
    Said,
    Summary,
    ThreadRow,
)
from cohort.discussions.queries.threads import (
    THREADS_A_PAGE,
    Merged,
    Show,
    find_thread_of_prompt,
    get_thread,
    pinned_threads,
    threads_on_home,
    threads_visible_to,
    visible_threads,
)
from cohort.discussions.queries.unread import ReadingState, reading_state

__all__ = [
    "POSTS_A_PAGE",
    "PUT_BACK_FOR",
    "THREADS_A_PAGE",
    "FileRow",
    "HelpedPost",
    "MergeTarget",
    "Merged",
    "OnePost",
    "OpenThread",
    "PostRow",
    "ReadingState",
    "Said",
    "Show",
    "Summary",
    "ThreadRow",
    "files_of",
    "find_answered",
    "find_thread_of_prompt",
    "get_file",
    "get_post",
    "get_thread",
    "get_thread_now",
    "helped_posts",
    "merge_targets",
    "page_holding",
    "pinned_threads",
    "posts_in",
    "reading_state",
    "sent_by",
    "threads_on_home",
    "threads_visible_to",
    "visible_threads",
    "why_not",
    "with_beside",
]
