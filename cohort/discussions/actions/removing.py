"""Removing a post of one's own: its words go, and the page says that somebody removed it.

For ten minutes its author can put it back. Then nothing of it is kept, earlier wordings included.
"""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.discussions.actions.following import insert_into
from cohort.discussions.actions.mentioning import change_named, worded
from cohort.discussions.actions.telling import show_again
from cohort.discussions.models import (
    Acknowledgement,
    Helped,
    MailedPost,
    Mention,
    Post,
    PostFile,
    PostRemoval,
    PostRevision,
)
from cohort.discussions.notices import place_of
from cohort.discussions.queries import PUT_BACK_FOR, OnePost
from cohort.discussions.search import forget_posts, index_posts
from cohort.files import store
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.notices.actions import bring_back, withdraw

AT_ONCE = 500  # posts
GONE = "The words of this post are gone: they are kept for ten minutes only."


def remove_post(actor: Actor, post: OnePost) -> None:
    """Take a post's words away from everybody. Doing it twice, or in two places at once, changes
    nothing; a change of its words that is open elsewhere is refused from now on."""
    this = Post.id == post.id
    words = db.session.scalars(sa.select(Post.body).where(this).with_for_update()).one()
    removal = {"post_id": post.id, "removed_by": actor.user_id, "body": words}
    insert = insert_into(PostRemoval).values(**removal, removed_at=clock.now())
    insert = insert.on_conflict_do_nothing(index_elements=["post_id"])
    if db.session.scalar(insert.returning(PostRemoval.post_id)) is None:
        return
    change(sa.update(Post).where(this).values(body="", body_html="", version=Post.version + 1))
    forget_posts([post.id])


def put_back(actor: Actor, post: OnePost) -> None:
    """Undo it. Raises NotFound once the ten minutes are over."""
    if post.removed_body is None:
        raise NotFound(GONE)
    body, this = post.removed_body, PostRemoval.post_id == post.id
    # The post first, as `remove_post` does: two presses must not wait for each other in a circle.
    db.session.scalars(sa.select(Post.id).where(Post.id == post.id).with_for_update()).one()
    if not change(sa.delete(PostRemoval).where(this, PostRemoval.body.is_not(None))):
        if db.session.scalar(sa.select(PostRemoval.post_id).where(this)) is not None:
            raise NotFound(GONE)  # they were forgotten in this very moment, and its files
        return  # the other one of a double press was quicker
    words = worded(post.cohort_id, body)
    now = {"body": body, "body_html": words.html, "version": Post.version + 1}
    change(sa.update(Post).where(Post.id == post.id).values(now))
    if words.people:
        change_named(post.id, words.people)
    index_posts([post.id])
    bring_back(place_of(post.thread_id), [post.id])
    show_again(post.thread_id, actor.user_id)


def forget_removed() -> str:
    """Delete what is left of posts removed more than ten minutes ago. Returns how many. One that
    is being put back in this moment is left alone."""
    due = db.session.scalars(
        sa.select(PostRemoval.post_id)
        .where(PostRemoval.body.is_not(None), PostRemoval.removed_at <= clock.now() - PUT_BACK_FOR)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for key in db.session.scalars(sa.select(PostFile.file_key).where(PostFile.post_id.in_(due))):
        store.delete_after_commit(key)
    for table in (PostRevision, PostFile, Mention, Acknowledgement, Helped):
        change(sa.delete(table).where(table.post_id.in_(due)))
    for post_id, thread_id in db.session.execute(
        sa.select(Post.id, Post.thread_id).where(Post.id.in_(due))
    ).all():
        withdraw(place_of(thread_id), post_id)
    mailed = MailedPost.post_id.in_(due)
    change(sa.update(MailedPost).where(mailed).values(whole="", left_out="", lines=0))
    change(sa.update(PostRemoval).where(PostRemoval.post_id.in_(due)).values(body=None))
    return f"{len(due)} removed posts"
