"""Finding posts: those of threads in the viewer's cohort."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import Profile, User
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import Helped, MailedPost, Post, PostHiding, PostRemoval, Thread
from cohort.discussions.queries.authors import VIEWER, shown_author, shown_name, with_authors
from cohort.discussions.queries.hiding import READS_HIDDEN, shows_hidden
from cohort.discussions.queries.mentions import NAMED_MEMBERS, only_members
from cohort.discussions.queries.openness import (
    IN_COHORT,
    IS_OPEN_TO_VIEWER,
    is_shown,
    reach,
    with_module,
)
from cohort.discussions.queries.rows import OnePost, OpenThread, PostRow
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.kernel.submissions import MOST_SENT, Sent, ids_since, lately
from cohort.programmes.models import Membership
from cohort.programmes.queries import organisation_as_seen

POSTS_A_PAGE = 50
PUT_BACK_FOR = dt.timedelta(minutes=10)  # in which an author can put a removed post back

_answered = aliased(Post)
_answered_author = aliased(User)
_sees_answered = sa.and_(_answered.id.is_not(None), is_shown(_answered))
# Never of a nameless post: it would narrow down who wrote it.
_CAME_BY_MAIL = sa.and_(~Post.is_nameless, sa.exists().where(MailedPost.post_id == Post.id))
POSTS = (
    with_authors(
        sa.select(
            *columns_of(
                PostRow,
                id=Post.id,
                cohort_id=Thread.cohort_id,
                author_id=sa.func.coalesce(User.id, 0),
                author=shown_name(),
                is_own=Post.author_id == VIEWER,
                is_nameless=Post.is_nameless,
                role=Membership.role,
                organisation=Membership.organisation,
                body_html=Post.body_html,
                posted_at=Post.posted_at,
                edited_at=Post.edited_at,
                removed_at=PostRemoval.removed_at,
                can_be_put_back=sa.and_(
                    PostRemoval.body.is_not(None),
                    PostRemoval.removed_at > sa.bindparam("put_back_since"),
                ),
                reply_to_id=sa.case((_sees_answered, Post.reply_to_id), else_=sa.null()),
                reply_to_author=sa.case(
                    (_sees_answered, shown_name(_answered_author)), else_=sa.null()
                ),
                helped_at=Helped.marked_at,
                hidden_at=PostHiding.hidden_at,
                hidden_reason=PostHiding.reason,
                came_by_mail=_CAME_BY_MAIL,
            ),
            Profile.user_id.label("profile_id"),
            Profile.organisation.label("profile_organisation"),
            Profile.seen_by,
            NAMED_MEMBERS.label("named_members"),
        ).join(Thread, Thread.id == Post.thread_id)
    )
    .outerjoin(PostRemoval, PostRemoval.post_id == Post.id)
    .outerjoin(Helped, Helped.post_id == Post.id)
    .outerjoin(PostHiding, PostHiding.post_id == Post.id)
    .outerjoin(_answered, _answered.id == Post.reply_to_id)
    .outerjoin(_answered_author, _answered_author.id == shown_author(_answered))
    .where(
        Post.thread_id == sa.bindparam("thread_id"),
        IN_COHORT,
        Post.id > sa.bindparam("after"),
        is_shown(),
    )
    .order_by(Post.id)
    .limit(sa.bindparam("size"))
)
OLDER_POSTS = (
    sa.select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        Post.thread_id == sa.bindparam("thread_id"),
        IN_COHORT,
        Post.id < sa.bindparam("post_id"),
        is_shown(),
    )
    .order_by(Post.id.desc())
    .limit(POSTS_A_PAGE)
)
ONE_POST = (
    with_module(
        with_authors(
            sa.select(
                *columns_of(
                    OnePost,
                    id=Post.id,
                    thread_id=Post.thread_id,
                    thread_title=Thread.title,
                    cohort_id=Thread.cohort_id,
                    author_id=sa.func.coalesce(User.id, 0),
                    author=shown_name(),
                    is_own=Post.author_id == VIEWER,
                    is_nameless=Post.is_nameless,
                    body=Post.body,
                    posted_at=Post.posted_at,
                    edited_at=Post.edited_at,
                    version=Post.version,
                    reply_to_id=Post.reply_to_id,
                    removed_at=PostRemoval.removed_at,
                    removed_body=sa.case(
                        (PostRemoval.removed_at > sa.bindparam("put_back_since"), PostRemoval.body),
                        else_=sa.null(),
                    ),
                )
            ).join(Thread, Thread.id == Post.thread_id)
        )
    )
    .outerjoin(PostRemoval, PostRemoval.post_id == Post.id)
    .where(Post.id == sa.bindparam("post_id"), IN_COHORT, IS_OPEN_TO_VIEWER, is_shown())
    .where(READS_HIDDEN)
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


def posts_in(
    viewer: Actor, thread: OpenThread, after: int | None = None, size: int = POSTS_A_PAGE
) -> Page[PostRow]:
    """The thread's posts that the viewer may see, oldest first, a page at a time by key."""
    if viewer.role is None:
        return Page([], None)
    facts = reach(viewer) | {"put_back_since": clock.now() - PUT_BACK_FOR}
    rows = fetch(POSTS, **facts, thread_id=thread.id, after=after or 0, size=size + 1)
    return Page.cut([_post_row(viewer, row) for row in rows], size)


def _post_row(viewer: Actor, found: Any) -> PostRow:
    profile = None
    if found.profile_id is not None:
        profile = {"organisation": found.profile_organisation, "seen_by": found.seen_by}
    shown = ""
    if found.author_id:
        joined_from = found.organisation or ""
        shown = organisation_as_seen(viewer, found.author_id, joined_from, profile)
    html = only_members(found.body_html, found.named_members)
    post = row_of(PostRow, found, organisation=shown, body_html=html)
    if post.hidden_at and not shows_hidden(viewer, is_own=post.is_own):
        return replace(post, body_html="", hidden_reason=None)
    return post


def get_post(viewer: Actor, post_id: int) -> OnePost:
    """One post that the viewer may see, in whatever thread of the cohort it is now. Raises
    NotFound."""
    row = None
    if viewer.role is not None:
        facts = reach(viewer) | {"put_back_since": clock.now() - PUT_BACK_FOR}
        row = fetch(ONE_POST, **facts, post_id=post_id).one_or_none()
    if row is None:
        raise NotFound("No such post.")
    return row_of(OnePost, row)


def find_answered(viewer: Actor, thread: OpenThread, post_id: int | None) -> OnePost | None:
    """The post of this thread that a reply is in answer to; None where there is no such post, or
    its words are gone."""
    if post_id is None:
        return None
    try:
        post = get_post(viewer, post_id)
    except NotFound:
        return None
    return post if post.thread_id == thread.id and post.removed_at is None else None


def sent_by(viewer: Actor, key: str) -> list[Sent]:
    """The viewer's posts with this key or of late; words: thread, its title, body."""
    facts = {"author_id": viewer.user_id, "cohort_id": viewer.cohort.id, "key": key}
    rows = fetch(SENT, **facts, lately=lately(), ids_since=ids_since())
    return [Sent(row.id, row.submission_key, (row.thread_id, row.title, row.body)) for row in rows]


def page_holding(viewer: Actor, thread_id: int, post_id: int) -> int | None:
    """The `after` key of the page of the thread that shows a post; None for the first page."""
    older = fetch(OLDER_POSTS, **reach(viewer), thread_id=thread_id, post_id=post_id).all()
    return None if len(older) < POSTS_A_PAGE else int(older[-1].id)
