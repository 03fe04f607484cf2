"""Opening threads, posting in them, and changing what one posted."""

from cohort.discussions.actions.acknowledging import say_word, take_word_back
from cohort.discussions.actions.attaching import describe
from cohort.discussions.actions.editing import edit_post
from cohort.discussions.actions.following import (
    follow_post,
    follow_thread,
    threads_merged,
)
from cohort.discussions.actions.naming import allow_nameless, unmask
from cohort.discussions.actions.opening import open_thread, reply_to_prompt
from cohort.discussions.actions.posting import BUMP, ClosedMeanwhile, Posted, reply
from cohort.discussions.actions.removing import put_back, remove_post
from cohort.discussions.actions.slowing import TooSoon

__all__ = [
    "BUMP",
    "ClosedMeanwhile",
    "Posted",
    "TooSoon",
    "allow_nameless",
    "describe",
    "edit_post",
    "follow_post",
    "follow_thread",
    "open_thread",
    "put_back",
    "remove_post",
    "reply",
    "reply_to_prompt",
    "say_word",
    "take_word_back",
    "threads_merged",
    "unmask",
]
