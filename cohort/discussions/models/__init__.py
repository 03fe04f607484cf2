"""Tables: threads and posts, and what people did with them."""

from cohort.discussions.models.by_mail import MailedPost, ReplyAddress
from cohort.discussions.models.following import PostFollowing, ThreadFollowing
from cohort.discussions.models.hosting import Outcome, PostHiding, PostReport, Reason, ThreadPace
from cohort.discussions.models.naming import NamelessEnding, Unmasking
from cohort.discussions.models.posts import (
    LONGEST_ALT,
    Acknowledgement,
    Helped,
    Mention,
    Post,
    PostFile,
    PostRemoval,
    PostRevision,
    Word,
)
from cohort.discussions.models.private import PrivateReply
from cohort.discussions.models.threads import (
    Thread,
    ThreadKind,
    ThreadLock,
    ThreadMerge,
    ThreadPin,
    ThreadSummary,
    ThreadTelling,
)
from cohort.discussions.models.to_come import ThreadToCome

__all__ = [
    "LONGEST_ALT",
    "Acknowledgement",
    "Helped",
    "MailedPost",
    "Mention",
    "NamelessEnding",
    "Outcome",
    "Post",
    "PostFile",
    "PostFollowing",
    "PostHiding",
    "PostRemoval",
    "PostReport",
    "PostRevision",
    "PrivateReply",
    "Reason",
    "ReplyAddress",
    "Thread",
    "ThreadFollowing",
    "ThreadKind",
    "ThreadLock",
    "ThreadMerge",
    "ThreadPace",
    "ThreadPin",
    "ThreadSummary",
    "ThreadTelling",
    "ThreadToCome",
    "Unmasking",
    "Word",
]
