"""What was left out of posts that came by mail: for their author only, for some days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from cohort.access.actor import Actor
from cohort.db import columns_of, db, fetch, row_of, rows_of
from cohort.discussions.actions.editing import edit_post
from cohort.discussions.models import MailedPost, Post
from cohort.discussions.queries import get_post
from cohort.kernel import clock
from cohort.kernel.errors import Closed, NotFound
from cohort.markdown import LONGEST


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out of one post. `until`: when it is removed."""

    post_id: int
    lines: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class WholeMail:
    """All of it. `whole` is the mail's text, as it would be put back."""

    post_id: int
    thread_id: int
    lines: int
    at: dt.datetime
    left_out: str
    whole: str


_OWN = sa.and_(
    MailedPost.user_id == sa.bindparam("viewer_id"),
    Post.author_id == sa.bindparam("viewer_id"),
    MailedPost.lines > 0,
)
LEFT_OUT = (
    sa.select(
        *columns_of(LeftOut, post_id=MailedPost.post_id, lines=MailedPost.lines, at=MailedPost.at)
    )
    .join(Post, Post.id == MailedPost.post_id)
    .where(_OWN, MailedPost.post_id.in_(sa.bindparam("post_ids", expanding=True)))
    .order_by(MailedPost.post_id)
)
WHOLE = (
    sa.select(
        *columns_of(
            WholeMail,
            post_id=MailedPost.post_id,
            thread_id=Post.thread_id,
            lines=MailedPost.lines,
            at=MailedPost.at,
            left_out=MailedPost.left_out,
            whole=MailedPost.whole,
        )
    )
    .join(Post, Post.id == MailedPost.post_id)
    .where(_OWN, MailedPost.post_id == sa.bindparam("post_id"))
)


def left_out_of(viewer: Actor, post_ids: Sequence[int]) -> list[LeftOut]:
    """Which of these posts are the viewer's own and had something left out; none where replies by
    mail are off."""
    if not post_ids or not current_app.extensions["config"].reply_address:
        return []
    rows = fetch(LEFT_OUT, viewer_id=viewer.user_id, post_ids=list(post_ids))
    return rows_of(LeftOut, rows)


def get_left_out(viewer: Actor, thread_id: int, post_id: int) -> WholeMail:
    """What was left out of the viewer's own post in this thread. Raises NotFound."""
    row = fetch(WHOLE, viewer_id=viewer.user_id, post_id=post_id).one_or_none()
    if row is None or row.thread_id != thread_id:
        raise NotFound("No such thread.")  # in the words for any other address
    return row_of(WholeMail, row)


def put_back(viewer: Actor, found: WholeMail) -> None:
    """Make the post say all of the mail; what it said before stays in its history. Raises NotFound
    for a removed post, Closed when the mail is longer than a post can be, and Clash."""
    post = get_post(viewer, found.post_id)
    if post.removed_at is not None:
        raise NotFound("You have removed this post.")
    if len(found.whole) > LONGEST:
        raise Closed("Your mail is longer than a post can be. Copy what you need from it instead.")
    edit_post(post, body=found.whole)
    db.session.execute(
        sa.update(MailedPost)
        .where(MailedPost.post_id == found.post_id, MailedPost.user_id == viewer.user_id)
        .values(whole="", left_out="", lines=0, at=clock.now())
    )
