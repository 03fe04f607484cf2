"""Hiding posts, and showing them again."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.db import change, db
from cohort.discussions.actions import hosting_mail as emails
from cohort.discussions.models import Post, PostHiding
from cohort.discussions.notices import place_of
from cohort.discussions.queries.hosted import HostedPost
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.notices.actions import bring_back


def hide_post(actor: Actor, post: HostedPost, *, reason: str) -> bool:
    """Take a post's words from everybody but its author and the facilitators, and tell the author
    why. False when it is hidden already: the first reason stands."""
    hiding = PostHiding(
        post_id=post.id, hidden_by=actor.user_id, hidden_at=clock.now(), reason=reason
    )
    try:
        with db.session.begin_nested():
            db.session.add(hiding)
    except IntegrityError:
        return False
    _record(actor, "post:hide", post, reason)
    author = _author(actor, post)
    if author:
        outbox.post(emails.post_hidden(author, actor.cohort, post, hiding))
    return True


def restore_post(actor: Actor, post: HostedPost) -> bool:
    """Show it again, and tell the author. False when it is not hidden."""
    hiding = db.session.get(PostHiding, post.id)
    if hiding is None or not change(sa.delete(PostHiding).where(PostHiding.post_id == post.id)):
        return False
    _record(actor, "post:restore", post, None)
    bring_back(place_of(post.thread_id), [post.id])
    author = _author(actor, post)
    if author:
        outbox.post(emails.post_restored(author, actor.cohort, post, hiding.hidden_at))
    return True


def _record(actor: Actor, act: str, post: HostedPost, reason: str | None) -> None:
    """The record does not say whose post it was: it may be one without a name."""
    cohort = actor.cohort
    row = db.session.get_one(Post, post.id)
    record(actor, act, row, programme_id=actor.programme.id, cohort_id=cohort.id, reason=reason)


def _author(actor: Actor, post: HostedPost) -> User | None:
    """Whom to tell: the author, unless they did it themselves or have left."""
    query = sa.select(User).join(Post, Post.author_id == User.id).where(Post.id == post.id)
    author = db.session.scalar(query.where(User.deactivated_at.is_(None)))
    return author if author and author.id != actor.user_id else None
