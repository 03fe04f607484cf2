"""Jobs of threads."""

from __future__ import annotations

from cohort.discussions.actions.telling import tell_of_posts

WOKEN = (tell_of_posts,)
SCHEDULED = ()
