"""Telling people of new posts, and of what facilitators did to threads, where they want it told:
done by the worker, so that nobody waits for it who posts.

Each batch is a transaction, which makes the notices and marks its posts as told: a worker that is
killed leaves them to the next one, and nobody is told twice.
"""

from __future__ import annotations

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.actions.following import follow_what_they_wrote
from cohort.discussions.models import Post
from cohort.discussions.notices import TENDING, place_of
from cohort.discussions.queries import recipients
from cohort.discussions.queries import tended as tended_queries
from cohort.discussions.search import index_posts
from cohort.kernel import clock
from cohort.notices.actions import Told, bring_back, tell

POSTS_AT_ONCE = 100
TELLINGS_AT_ONCE = 10


def tell_of_posts() -> int:
    """Make what follows from every post that is not told yet; returns how many there were."""
    count = 0
    while told := _tell_some():
        count += told
        db.session.commit()
    return count


def _tell_some() -> int:
    posts = recipients.untold(POSTS_AT_ONCE)
    if not posts:
        return 0
    numbers = [post.id for post in posts]
    follow_what_they_wrote(posts)
    tell(recipients.who_hears(posts, recipients.REASONS, place_of))
    for thread_id, author_id in sorted({(p.thread_id, p.author_id) for p in posts if p.is_round}):
        show_again(thread_id, author_id)
    index_posts(numbers)
    change(sa.update(Post).where(Post.id.in_(numbers)).values(told_at=clock.now()))
    return len(posts)


def show_again(thread_id: int, user_id: int) -> None:
    """Somebody may see a thread's posts again, or for the first time: the notices of those that
    they have not read are unread."""
    posts = sa.select(Post.id).where(Post.thread_id == thread_id)
    bring_back(place_of(thread_id), posts, user_id)


def tell_of_tending() -> int:
    """Make the notices that facilitators asked for; returns of how many acts there were."""
    count = 0
    while tellings := tended_queries.untold(TELLINGS_AT_ONCE):
        for telling in tellings:
            kind, _, _ = TENDING[telling.act]
            place, at = place_of(telling.thread_id), telling.asked_at
            tell(
                Told(user_id, cohort_id, kind, place, telling.id, at)
                for user_id, cohort_id in tended_queries.followers(telling)
            )
            telling.told_at = clock.now()
        count += len(tellings)
        db.session.commit()
    return count
