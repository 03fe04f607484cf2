"""Posting in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import change, db, fetch
from cohort.db.once import insert_row, insert_row_once
from cohort.db.write_lock import write
from cohort.discussions import queries
from cohort.discussions.actions.attaching import change_files, check_new
from cohort.discussions.actions.mentioning import keep_named, worded
from cohort.discussions.actions.slowing import TooSoon, keep_to_pace
from cohort.discussions.models import Post, Thread, ThreadLock, ThreadMerge
from cohort.files.member_files import SafeFile
from cohort.kernel import clock, ids
from cohort.kernel.errors import Closed
from cohort.kernel.submissions import Sent, find_same


@dataclass(frozen=True)
class Posted:
    """Where a post now is. `again`: this text was posted already; `said`: what its author should
    hear of the names in it; `files`: how many were put beside it just now."""

    thread_id: int
    post_id: int
    again: bool = False
    said: str = ""
    files: int = 0


class ClosedMeanwhile(Closed):
    """The thread was closed in the very moment in which somebody posted in it."""

    def __init__(self) -> None:
        super().__init__("This thread was closed to new posts a moment ago.")


_thread = Thread.__table__.c
_of_thread = sa.bindparam("of_thread", type_=sa.BigInteger)
HOLD = (
    sa.select(_thread.last_post_id)
    .where(_thread.id == sa.bindparam("thread_id"))
    .with_for_update(key_share=True)
)
BUMP = (  # a thread's counts, for a new post in it
    sa.update(Thread.__table__)  # type: ignore[arg-type]  # mypy knows no more than FromClause
    .where(
        _thread.id == _of_thread,
        ~sa.exists().where(ThreadMerge.thread_id == _of_thread),
        ~sa.exists().where(ThreadLock.thread_id == _of_thread),
    )
    .values(
        posts=_thread.posts + 1,
        last_post_id=sa.bindparam("post_id"),  # above the one before: see _next_id
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
    files: Sequence[SafeFile] = (),
) -> Posted:
    """A post in a thread that the caller has checked is open, perhaps in answer to another post
    there. Sent twice, it is posted once; files that came with the second sending alone are put
    beside it. Raises TooSoon in a thread that goes slowly, ClosedMeanwhile in one that is closed
    in this very moment, and BadFile."""

    check_new(files, nameless=nameless)

    def make(key: str) -> Posted:
        keep_to_pace(actor, thread_id)
        return write_post(actor, thread_id, body, key, reply_to_id, nameless=nameless)

    def find(key: str) -> list[Sent]:
        return queries.sent_by(actor, key)

    words = (thread_id, ..., body)
    try:
        made = insert_row_once(submission_key, find, words, make)
    except (TooSoon, ClosedMeanwhile):
        same = find_same(find(submission_key), words)  # of a double press, the other one stands
        if same is None:
            raise
        made = same
    return with_files(as_posted(made), files)


def write_post(
    actor: Actor,
    thread_id: int,
    body: str,
    submission_key: str,
    reply_to_id: int | None = None,
    *,
    nameless: bool = False,
) -> Posted:
    """Write the post's row and whom it names, and count it in its thread. Raises ClosedMeanwhile,
    and has written nothing, when somebody has closed the thread a moment ago."""
    words = worded(actor.cohort.id, body)
    while True:
        post_id, now = _next_id(thread_id), clock.now()
        row = {
            "id": post_id,
            "thread_id": thread_id,
            "author_id": actor.user_id,
            "reply_to_id": reply_to_id,
            "body": body,
            "body_html": words.html,
            "is_nameless": nameless,
            "posted_at": now,
            "submission_key": submission_key,
        }
        insert_row(Post, row)
        if write(BUMP, {"of_thread": thread_id, "post_id": post_id, "at": now}).rowcount:
            keep_named(post_id, words.people)
            return Posted(thread_id, post_id, said=words.said)
        change(sa.delete(Post).where(Post.id == post_id))
        thread_id = _goes_on_in(thread_id)


def _next_id(thread_id: int) -> int:
    """An id above every post of the thread, which is held until the commit: what commits later
    stands below. So nobody's place in a thread can pass a post that was not there to be read,
    whatever machine it was written on, and however long its commit took."""
    last = fetch(HOLD, thread_id=thread_id).scalar_one()
    return ids.new_id(above=last)


def _goes_on_in(thread_id: int) -> int:
    """The thread into which this one was merged in this very moment: the post goes where its
    others went. Raises ClosedMeanwhile when it was closed instead."""
    now_at = sa.select(ThreadMerge.into_id).where(ThreadMerge.thread_id == thread_id)
    into = db.session.scalars(now_at).one_or_none()
    if into is None:
        raise ClosedMeanwhile
    return into


def as_posted(made: Posted | Sent) -> Posted:
    """A post as made just now, or the same words found from a moment ago."""
    if isinstance(made, Sent):
        return Posted(thread_id=made.words[0], post_id=made.id, again=True)
    return made


def with_files(posted: Posted, files: Sequence[SafeFile]) -> Posted:
    """The post, once its files stand beside it. Raises BadFile."""
    return replace(posted, files=change_files(posted.post_id, files)) if files else posted


def quoted(body: str) -> str:
    """A post's Markdown as a quotation, with an empty line after it to write on."""
    return "\n".join(f"> {line}".rstrip() for line in body.splitlines()) + "\n\n"
