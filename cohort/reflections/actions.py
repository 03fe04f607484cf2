"""Writing in the author's own log. It is private: nothing here is audited or sent to anyone."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.db import db
from cohort.db.once import insert_row, insert_row_once
from cohort.kernel import clock, ids
from cohort.kernel.submissions import Sent
from cohort.markdown import member_html
from cohort.reflections import queries
from cohort.reflections.models import Reflection


def write_reflection(
    actor: Actor, *, body: str, title: str, prompt_id: int | None, submission_key: str
) -> int:
    """Write an entry and return its id; the same text sent again returns the first one's."""

    def make(key: str) -> int:
        made, now = ids.new_id(), clock.now()
        row = {
            "id": made,
            "author_id": actor.user_id,
            "cohort_id": actor.cohort.id,
            "prompt_id": prompt_id,
            "title": title,
            "body": body,
            "body_html": member_html(body),
            "written_at": now,
            "changed_at": now,
            "submission_key": key,
        }
        insert_row(Reflection, row)
        return made

    words = (actor.cohort.id, prompt_id, title, body)
    made = insert_row_once(submission_key, lambda key: queries.sent_by(actor, key), words, make)
    return made.id if isinstance(made, Sent) else made


def edit_reflection(reflection: Reflection, *, body: str, title: str) -> None:
    """Change the text of an entry."""
    reflection.body, reflection.body_html = body, member_html(body)
    reflection.title = title
    reflection.changed_at = clock.now()
    db.session.flush()
