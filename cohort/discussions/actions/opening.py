"""Opening threads."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.course_modules.queries import PromptRow
from cohort.db import db
from cohort.db.once import insert_once
from cohort.discussions import queries
from cohort.discussions.actions.attaching import check_new
from cohort.discussions.actions.posting import (
    Posted,
    as_posted,
    reply,
    with_files,
    write_post,
)
from cohort.discussions.models import Thread, ThreadKind
from cohort.files.member_files import SafeFile
from cohort.kernel import ids


def open_thread(
    actor: Actor,
    *,
    title: str,
    body: str,
    submission_key: str,
    kind: ThreadKind = ThreadKind.OPEN,
    module_id: int | None = None,
    nameless: bool = False,
    files: Sequence[SafeFile] = (),
) -> Posted:
    """A new thread with its first post. The same text sent again opens no second thread. The
    caller has checked that the actor may open this kind, and that the module is open to them.
    Raises BadFile."""

    check_new(files, nameless=nameless)

    def make(key: str) -> Posted:
        thread = _new_thread(actor, title, key, nameless=nameless)
        thread.kind, thread.module_id = kind, module_id
        db.session.add(thread)
        db.session.flush()
        return write_post(actor, thread.id, body, key, nameless=nameless)

    words = (..., title, body)
    made = insert_once(submission_key, lambda key: queries.sent_by(actor, key), words, make)
    return with_files(as_posted(made), files)


def reply_to_prompt(
    actor: Actor,
    prompt: PromptRow,
    *,
    body: str,
    submission_key: str,
    nameless: bool = False,
    files: Sequence[SafeFile] = (),
) -> Posted:
    """A post on a discuss prompt; the first one opens the cohort's thread on it. Raises as `reply`
    does."""
    check_new(files, nameless=nameless)
    thread_id = queries.find_thread_of_prompt(actor, prompt.id)
    if thread_id is None:
        thread_id = _open_for_prompt(actor, prompt, submission_key, nameless=nameless)
    return reply(
        actor,
        thread_id,
        body=body,
        submission_key=submission_key,
        nameless=nameless,
        files=files,
    )


def _open_for_prompt(
    actor: Actor, prompt: PromptRow, submission_key: str, *, nameless: bool
) -> int:
    title = f"{prompt.module_title}: talk it over"
    thread = _new_thread(actor, title, submission_key, nameless=nameless)
    thread.prompt_id, thread.module_id = prompt.id, prompt.module_id
    try:
        with db.session.begin_nested():
            db.session.add(thread)
        return thread.id
    except IntegrityError:  # two people posted first at the same moment
        found = queries.find_thread_of_prompt(actor, prompt.id)
        if found is None:
            raise
        return found


def _new_thread(actor: Actor, title: str, submission_key: str, *, nameless: bool) -> Thread:
    return Thread(
        id=ids.new_id(),
        cohort_id=actor.cohort.id,
        author_id=actor.user_id,
        is_nameless=nameless,
        title=title,
        submission_key=submission_key,
    )
