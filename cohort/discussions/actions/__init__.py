"""Opening threads and posting in them."""

from cohort.discussions.actions.following import (
    follow_post,
    follow_thread,
    threads_merged,
)
from cohort.discussions.actions.opening import open_thread, reply_to_prompt
from cohort.discussions.actions.posting import BUMP, Posted, reply

__all__ = [
    "BUMP",
    "Posted",
    "follow_post",
    "follow_thread",
    "open_thread",
    "reply",
    "reply_to_prompt",
    "threads_merged",
]
