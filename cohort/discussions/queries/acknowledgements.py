"""Finding the small words that were said of posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.discussions.models import Acknowledgement, Post, Thread, Word
from cohort.discussions.queries.openness import IN_COHORT
from cohort.discussions.queries.rows import Said

SAID = (
    sa.select(
        sa.literal("said").label("what"),
        Acknowledgement.post_id,
        Acknowledgement.user_id.label("id"),
        Acknowledgement.user_id,
        User.name,
        Acknowledgement.word.label("words"),
        Acknowledgement.said_at.label("at"),
        sa.false().label("from_author"),
        sa.false().label("is_unread"),
    )
    .join(User, User.id == Acknowledgement.user_id)
    .join(Post, Post.id == Acknowledgement.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(IN_COHORT, Acknowledgement.post_id.in_(sa.bindparam("post_ids", expanding=True)))
)  # a part of beside.py's query


def words_said(
    viewer: Actor, post_ids: Sequence[int], found: Iterable[Any]
) -> dict[int, tuple[Said, ...]]:
    """{post id: each of the three words, with the names of those who said it, the earliest
    first} for posts that the viewer may see. `found`: the rows of SAID for them, in that order."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    mine = set()
    for row in found:
        if row.user_id == viewer.user_id:
            mine.add((row.post_id, row.words))
        else:
            names[row.post_id, row.words].append(row.name)
    return {
        post_id: tuple(
            Said(word, tuple(names[post_id, word]), (post_id, word) in mine) for word in Word
        )
        for post_id in post_ids
    }
