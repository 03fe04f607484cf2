"""Who is told of a new post, and as what: a function for each reason.

Nobody hears of their own post, of a thread that they have muted, or of a cohort that they left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.db import db
from cohort.discussions.models import (
    Mention,
    Post,
    PostFollowing,
    Thread,
    ThreadFollowing,
    ThreadKind,
)
from cohort.discussions.queries.told import posts_told
from cohort.notices.actions import Told
from cohort.notices.queries import reader_of
from cohort.programmes.models import Membership


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post whose notices are still to be made. `began`: its author opened the thread; `is_round`:
    that is a quiet round."""

    id: int
    thread_id: int
    cohort_id: int
    author_id: int
    posted_at: dt.datetime
    began: bool
    is_round: bool = False


_POSTS = sa.select(
    Post.id,
    Post.thread_id,
    Thread.cohort_id,
    Post.author_id,
    Post.posted_at,
    (Thread.author_id == Post.author_id).label("began"),
    (Thread.kind == ThreadKind.ROUND).label("is_round"),
).join(Thread, Thread.id == Post.thread_id)
# Gives (user id, post id, kind of notice).
Recipients = Callable[[Sequence[NewPost]], Iterator[tuple[int, int, str]]]


def untold(size: int) -> list[NewPost]:
    """The oldest posts whose notices are still to be made, locked until the commit. Those that
    another worker has in hand are left out."""
    query = (
        _POSTS.where(Post.told_at.is_(None))
        .order_by(Post.id)
        .limit(size)
        .with_for_update(of=Post, skip_locked=True)
    )
    return [NewPost(*row) for row in db.session.execute(query)]


def find_told(post_id: int) -> NewPost | None:
    """A post whose notices were made already; None where they are still to be."""
    query = _POSTS.where(Post.id == post_id, Post.told_at.is_not(None))
    row = db.session.execute(query).one_or_none()
    return NewPost(*row) if row else None


def who_hears(
    posts: Sequence[NewPost], reasons: Sequence[Recipients], place_of: Callable[[int], str]
) -> list[Told]:
    """The notices to make of these posts, in a number of queries that does not rise with theirs."""
    known = {post.id: post for post in posts}
    wanted = [found for give in reasons for found in give(posts)]
    people = {user_id for user_id, _, _ in wanted}
    members, muted = _members(posts, people), _muted(posts, people)
    told = []
    for user_id, post_id, kind in wanted:
        post = known[post_id]
        is_own = user_id == post.author_id
        if not is_own and (post.cohort_id, user_id) in members:
            if (post.thread_id, user_id) in muted:
                continue
            place = place_of(post.thread_id)
            told.append(Told(user_id, post.cohort_id, kind, place, post.id, post.posted_at))
    return told


def _members(posts: Sequence[NewPost], people: set[int]) -> set[tuple[Any, ...]]:
    query = sa.select(Membership.cohort_id, Membership.user_id).where(
        Membership.cohort_id.in_({post.cohort_id for post in posts}),
        Membership.user_id.in_(people),
        Membership.left_at.is_(None),
    )
    return {tuple(row) for row in db.session.execute(query)}


def _muted(posts: Sequence[NewPost], people: set[int]) -> set[tuple[Any, ...]]:
    query = sa.select(ThreadFollowing.thread_id, ThreadFollowing.user_id).where(
        ThreadFollowing.thread_id.in_({post.thread_id for post in posts}),
        ThreadFollowing.user_id.in_(people),
        ThreadFollowing.state == "muted",
    )
    return {tuple(row) for row in db.session.execute(query)}


def answered(posts: Sequence[NewPost]) -> Iterator[tuple[int, int, str]]:
    """Who wrote what a post answers, unless they stopped hearing of it; and who follows that."""
    ids = [post.id for post in posts]
    before, stopped = aliased(Post), PostFollowing.state == "stopped"
    theirs = (
        sa.select(before.author_id, Post.id)
        .join(before, before.id == Post.reply_to_id)
        .outerjoin(
            PostFollowing,
            sa.and_(PostFollowing.post_id == before.id, PostFollowing.user_id == before.author_id),
        )
        .where(Post.id.in_(ids), sa.or_(PostFollowing.state.is_(None), ~stopped))
    )
    for user_id, post_id in db.session.execute(theirs):
        yield user_id, post_id, "reply"
    followers = (
        sa.select(PostFollowing.user_id, Post.id)
        .join(PostFollowing, PostFollowing.post_id == Post.reply_to_id)
        .where(Post.id.in_(ids), ~stopped)
    )
    for user_id, post_id in db.session.execute(followers):
        yield user_id, post_id, "answer"


def mentioned(posts: Sequence[NewPost]) -> Iterator[tuple[int, int, str]]:
    """Whom a post names by typing @. In a quiet round the notice shows once they have written. On a
    prompt whose module is closed to them there is none: it takes two queries for each to tell."""
    query = (
        sa.select(Mention.user_id, Mention.post_id, Thread.prompt_id)
        .join(Post, Post.id == Mention.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Mention.post_id.in_([post.id for post in posts]))
    )
    for user_id, post_id, prompt_id in db.session.execute(query).all():
        if prompt_id is None or post_id in posts_told(reader_of(user_id), [post_id]):
            yield user_id, post_id, "mention"


REASONS: tuple[Recipients, ...] = (answered, mentioned)
