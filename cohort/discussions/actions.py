"""Opening threads and posting in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.course_modules.queries import PromptRow
from cohort.db import db
from cohort.db.once import insert_once
from cohort.discussions import queries
from cohort.discussions.models import Post, Thread
from cohort.kernel import ids
from cohort.kernel.submissions import Sent
from cohort.markdown import member_html


@dataclass(frozen=True)
class Posted:
    """Where a post now is."""

    thread_id: int
    post_id: int
    again: bool = False  # this text was posted already


def open_thread(actor: Actor, *, title: str, body: str, submission_key: str) -> Posted:
    """A new thread with its first post. The same text sent again opens no second thread."""

    def make(key: str) -> Posted:
        thread = _new_thread(actor, title, key)
        db.session.add(thread)
        db.session.flush()
        return _post(actor, thread.id, body, key)

    return _post_once(actor, submission_key, (..., title, body), make)


def reply(actor: Actor, thread_id: int, *, body: str, submission_key: str) -> Posted:
    """A post in a thread that the caller has checked is open. Sent twice, it is posted once."""

    def make(key: str) -> Posted:
        return _post(actor, thread_id, body, key)

    return _post_once(actor, submission_key, (thread_id, ..., body), make)


def _post_once(
    actor: Actor, submission_key: str, words: tuple[Any, ...], make: Callable[[str], Posted]
) -> Posted:
    made = insert_once(submission_key, lambda key: queries.sent_by(actor, key), words, make)
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
    post = Post(
        id=ids.new_id(),
        thread_id=thread_id,
        author_id=actor.user_id,
        body=body,
        body_html=member_html(body),
        submission_key=submission_key,
    )
    db.session.add(post)
    db.session.flush()
    db.session.execute(
        sa.update(Thread)
        .where(Thread.id == thread_id)
        .values(
            posts=Thread.posts + 1,
            # of two replies at once the later one stays the last, whichever commits first
            last_post_id=sa.case(
                (Thread.last_post_id > post.id, Thread.last_post_id), else_=post.id
            ),
            last_post_at=post.posted_at,
        )
    )
    return Posted(thread_id, post.id)
