"""Finding the small words that were said of posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.db import fetch
from cohort.discussions.models import Acknowledgement, Post, Thread, Word
from cohort.discussions.queries.openness import IN_COHORT
from cohort.discussions.queries.rows import Said

SAID = (
    sa.select(Acknowledgement.post_id, Acknowledgement.word, Acknowledgement.user_id, User.name)
    .join(User, User.id == Acknowledgement.user_id)
    .join(Post, Post.id == Acknowledgement.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(IN_COHORT, Acknowledgement.post_id.in_(sa.bindparam("post_ids", expanding=True)))
    .order_by(Acknowledgement.said_at, Acknowledgement.user_id)
)


def words_said(viewer: Actor, post_ids: Sequence[int]) -> dict[int, tuple[Said, ...]]:
    """{post id: each of the three words, with the names of those who said it, the earliest
    first} for posts that the viewer may see."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    mine = set()
    for row in fetch(SAID, cohort_id=viewer.cohort.id, post_ids=list(post_ids)):
        if row.user_id == viewer.user_id:
            mine.add((row.post_id, row.word))
        else:
            names[row.post_id, row.word].append(row.name)
    return {
        post_id: tuple(
            Said(word, tuple(names[post_id, word]), (post_id, word) in mine) for word in Word
        )
        for post_id in post_ids
    }
