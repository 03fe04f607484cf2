"""Opening threads and posting in them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.course_modules.queries import PromptRow
from cohort.db import db
from cohort.db.once import insert_once, insert_row, insert_row_once
from cohort.db.write_lock import write
from cohort.discussions import queries
from cohort.discussions.models import Post, Thread
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
    .where(_thread.id == sa.bindparam("of_thread"))
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


def open_thread(actor: Actor, *, title: str, body: str, submission_key: str) -> Posted:
    """A new thread with its first post. The same text sent again opens no second thread."""

    def make(key: str) -> Posted:
        thread = _new_thread(actor, title, key)
        db.session.add(thread)
        db.session.flush()
        return _post(actor, thread.id, body, key)

    words = (..., title, body)
    made = insert_once(submission_key, lambda key: queries.sent_by(actor, key), words, make)
    return _posted(made)


def reply(actor: Actor, thread_id: int, *, body: str, submission_key: str) -> Posted:
    """A post in a thread that the caller has checked is open. Sent twice, it is posted once."""

    def make(key: str) -> Posted:
        return _post(actor, thread_id, body, key)

    words = (thread_id, ..., body)
    made = insert_row_once(submission_key, lambda key: queries.sent_by(actor, key), words, make)
    return _posted(made)


def _posted(made: Posted | Sent) -> Posted:
    if isinstance(made, Sent):
        return Posted(thread_id=made.words[0], post_id=made.id, again=True)
    return made


def reply_to_prompt(actor: Actor, prompt: PromptRow, *, body: str, submission_key: str) -> Posted:
    """A post on a discuss prompt; the first one opens the cohort's thread on it."""
    thread_id = queries.find_thread_of_prompt(actor, prompt.id)
    if thread_id is None:
        thread_id = _open_for_prompt(actor, prompt, submission_key)
    return reply(actor, thread_id, body=body, submission_key=submission_key)


def _open_for_prompt(actor: Actor, prompt: PromptRow, submission_key: str) -> int:
    thread = _new_thread(actor, f"{prompt.module_title}: talk it over", submission_key)
    thread.prompt_id = prompt.id
    try:
        with db.session.begin_nested():
            db.session.add(thread)
        return thread.id
    except IntegrityError:  # two people posted first at the same moment
        found = queries.find_thread_of_prompt(actor, prompt.id)
        if found is None:
            raise
        return found


def _new_thread(actor: Actor, title: str, submission_key: str) -> Thread:
    return Thread(
        id=ids.new_id(),
        cohort_id=actor.cohort.id,
        author_id=actor.user_id,
        title=title,
        submission_key=submission_key,
    )


def _post(actor: Actor, thread_id: int, body: str, submission_key: str) -> Posted:
    post_id, now = ids.new_id(), clock.now()
    row = {
        "id": post_id,
        "thread_id": thread_id,
        "author_id": actor.user_id,
        "body": body,
        "body_html": member_html(body),
        "posted_at": now,
        "submission_key": submission_key,
    }
    insert_row(Post, row)
    write(BUMP, {"of_thread": thread_id, "post_id": post_id, "at": now})
    return Posted(thread_id, post_id)
