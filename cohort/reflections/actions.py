"""Writing in one's own log. Nothing here goes on record or to anyone: it is private."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.submissions import find_same, key_to_use
from cohort.markdown import member_html
from cohort.reflections import queries
from cohort.reflections.models import Reflection


def write_reflection(
    actor: Actor, *, body: str, title: str, prompt_id: int | None, submission_key: str
) -> int:
    """Write an entry and return its id; the same words sent again return the first one's."""
    words = (actor.cohort.id, prompt_id, title, body)
    sent = queries.sent_by(actor, submission_key)
    same = find_same(sent, words)
    if same:
        return same.id
    reflection = Reflection(
        author_id=actor.user_id,
        cohort_id=actor.cohort.id,
        prompt_id=prompt_id,
        title=title,
        body=body,
        body_html=member_html(body),
        submission_key=key_to_use(sent, submission_key),
    )
    try:
        with db.session.begin_nested():
            db.session.add(reflection)
    except IntegrityError:  # the other press of a double press was quicker
        same = find_same(queries.sent_by(actor, submission_key), words)
        if same is None:
            raise
        return same.id
    return reflection.id


def edit_reflection(reflection: Reflection, *, body: str, title: str) -> None:
    """Change the words of an entry."""
    reflection.body, reflection.body_html = body, member_html(body)
    reflection.title = title
    reflection.changed_at = clock.now()
    db.session.flush()
