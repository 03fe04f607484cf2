"""Finding posts: those of threads in the viewer's cohort."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import Profile, User
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import Post, Thread
from cohort.discussions.queries.rows import OpenThread, PostRow
from cohort.discussions.queries.threads import IN_COHORT
from cohort.kernel.paging import Page
from cohort.kernel.submissions import MOST_SENT, Sent, ids_since, lately
from cohort.programmes.models import Membership
from cohort.programmes.queries import organisation_as_seen

POSTS_A_PAGE = 50

POSTS = (
    sa.select(
        *columns_of(
            PostRow,
            id=Post.id,
            author_id=Post.author_id,
            author=User.name,
            role=Membership.role,
            organisation=Membership.organisation,
            body_html=Post.body_html,
            posted_at=Post.posted_at,
        ),
        Profile.user_id.label("profile_id"),
        Profile.organisation.label("profile_organisation"),
        Profile.seen_by,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(User, User.id == Post.author_id)
    .outerjoin(Profile, Profile.user_id == Post.author_id)
    .outerjoin(
        Membership,
        sa.and_(
            Membership.user_id == Post.author_id,
            Membership.cohort_id == sa.bindparam("cohort_id"),
        ),
    )
    .where(Post.thread_id == sa.bindparam("thread_id"), IN_COHORT, Post.id > sa.bindparam("after"))
    .order_by(Post.id)
    .limit(POSTS_A_PAGE + 1)
)
OLDER_POSTS = (
    sa.select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        Post.thread_id == sa.bindparam("thread_id"), IN_COHORT, Post.id < sa.bindparam("post_id")
    )
    .order_by(Post.id.desc())
    .limit(POSTS_A_PAGE)
)
_mine = Post.author_id == sa.bindparam("author_id")
_words = (Post.id, Post.submission_key, Post.thread_id, Post.body)
_lately = (
    sa.select(*_words)
    .where(_mine, Post.id > sa.bindparam("ids_since"), Post.posted_at > sa.bindparam("lately"))
    .order_by(Post.id.desc())
    .limit(MOST_SENT)
    .subquery()
)
# Two lookups by an index, whatever the author wrote before: an OR of both would walk it all.
_sent = sa.union_all(
    sa.select(*_words).where(_mine, Post.submission_key == sa.bindparam("key")), sa.select(_lately)
).subquery()
SENT = (
    sa.select(_sent, Thread.title)
    .join(Thread, Thread.id == _sent.c.thread_id)
    .where(IN_COHORT)
    .order_by(_sent.c.id.desc())
)


def posts_in(viewer: Actor, thread: OpenThread, after: int | None = None) -> Page[PostRow]:
    """The thread's posts, oldest first, a page at a time by key."""
    if viewer.role is None:
        return Page([], None)
    rows = fetch(POSTS, cohort_id=viewer.cohort.id, thread_id=thread.id, after=after or 0)
    return Page.cut([_post_row(viewer, row) for row in rows], POSTS_A_PAGE)


def _post_row(viewer: Actor, found: Any) -> PostRow:
    profile = None
    if found.profile_id is not None:
        profile = {"organisation": found.profile_organisation, "seen_by": found.seen_by}
    shown = organisation_as_seen(viewer, found.author_id, found.organisation or "", profile)
    return row_of(PostRow, found, organisation=shown)


def sent_by(viewer: Actor, key: str) -> list[Sent]:
    """The viewer's posts with this key or of late; words: thread, its title, body."""
    facts = {"author_id": viewer.user_id, "cohort_id": viewer.cohort.id, "key": key}
    rows = fetch(SENT, **facts, lately=lately(), ids_since=ids_since())
    return [Sent(row.id, row.submission_key, (row.thread_id, row.title, row.body)) for row in rows]


def page_holding(viewer: Actor, thread_id: int, post_id: int) -> int | None:
    """The `after` key of the page of the thread that shows a post; None for the first page."""
    older = fetch(
        OLDER_POSTS, cohort_id=viewer.cohort.id, thread_id=thread_id, post_id=post_id
    ).all()
    return None if len(older) < POSTS_A_PAGE else int(older[-1].id)
