"""Tables: threads and posts, and what people did with them."""

from cohort.discussions.models.following import PostFollowing, ThreadFollowing
from cohort.discussions.models.posts import Post
from cohort.discussions.models.threads import Thread, ThreadLock

__all__ = ["Post", "PostFollowing", "Thread", "ThreadFollowing", "ThreadLock"]
