"""Posting in a thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change, db
from cohort.db.once import insert_row, insert_row_once
from cohort.db.write_lock import write
from cohort.discussions import queries
from cohort.discussions.actions.slowing import keep_to_pace
from cohort.discussions.models import Post, Thread, ThreadMerge
from cohort.kernel import clock, ids
from cohort.kernel.submissions import Sent
from cohort.markdown import member_html


@dataclass(frozen=True)
class Posted:
    """Where a post now is."""

    thread_id: int
    post_id: int
    again: bool = False  # this text was posted already


_thread = Thread.__table__.c
BUMP = (  # a thread's counts, for a new post in it
    sa.update(Thread.__table__)  # type: ignore[arg-type]  # mypy knows no more than FromClause
    .where(
        _thread.id == sa.bindparam("of_thread"),
        ~sa.exists().where(ThreadMerge.thread_id == sa.bindparam("of_thread")),
    )
    .values(
        posts=_thread.posts + 1,
        # of two replies at once the later one stays the last, whichever commits first
        last_post_id=sa.case(
            (_thread.last_post_id > sa.bindparam("post_id"), _thread.last_post_id),
            else_=sa.bindparam("post_id"),
        ),
        last_post_at=sa.bindparam("at", type_=_thread.last_post_at.type),
    )
)


def reply(
    actor: Actor,
    thread_id: int,
    *,
    body: str,
    submission_key: str,
    reply_to_id: int | None = None,
    nameless: bool = False,
) -> Posted:
    """A post in a thread that the caller has checked is open, perhaps in answer to another post
    there. Sent twice, it is posted once. Raises TooSoon in a thread that goes slowly."""

    def make(key: str) -> Posted:
        keep_to_pace(actor, thread_id)
        return write_post(actor, thread_id, body, key, reply_to_id, nameless=nameless)

    words = (thread_id, ..., body)
    made = insert_row_once(submission_key, lambda key: queries.sent_by(actor, key), words, make)
    return as_posted(made)


def write_post(
    actor: Actor,
    thread_id: int,
    body: str,
    submission_key: str,
    reply_to_id: int | None = None,
    *,
    nameless: bool = False,
) -> Posted:
    """Write the post's row, and count it in its thread."""
    post_id, now = ids.new_id(), clock.now()
    row = {
        "id": post_id,
        "thread_id": thread_id,
        "author_id": actor.user_id,
        "reply_to_id": reply_to_id,
        "body": body,
        "body_html": member_html(body),
        "is_nameless": nameless,
        "posted_at": now,
        "submission_key": submission_key,
    }
    insert_row(Post, row)
    if not write(BUMP, {"of_thread": thread_id, "post_id": post_id, "at": now}).rowcount:
        thread_id = _go_along(thread_id, post_id, now)
    return Posted(thread_id, post_id)


def _go_along(thread_id: int, post_id: int, now: dt.datetime) -> int:
    """The thread was merged in this very moment: the post goes where its others went."""
    now_at = sa.select(ThreadMerge.into_id).where(ThreadMerge.thread_id == thread_id)
    into = db.session.scalars(now_at).one()
    change(sa.update(Post).where(Post.id == post_id).values(thread_id=into))
    write(BUMP, {"of_thread": into, "post_id": post_id, "at": now})
    return into


def as_posted(made: Posted | Sent) -> Posted:
    """A post as made just now, or the same words found from a moment ago."""
    if isinstance(made, Sent):
        return Posted(thread_id=made.words[0], post_id=made.id, again=True)
    return made


def quoted(body: str) -> str:
    """A post's Markdown as a quotation, with an empty line after it to write on."""
    return "\n".join(f"> {line}".rstrip() for line in body.splitlines()) + "\n\n"
