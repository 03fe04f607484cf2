"""Writing privately to the author of a post, as a facilitator, and answering that."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.db.once import insert_row, insert_row_once
from cohort.discussions.models import Post, PrivateReply
from cohort.discussions.notices import private_place
from cohort.discussions.queries import OnePost
from cohort.discussions.queries.private import Exchange, sent_privately
from cohort.discussions.queries.told_privately import PRIVATE_REPLY
from cohort.kernel import clock, ids
from cohort.kernel.submissions import Sent
from cohort.markdown import member_html
from cohort.notices.actions import Told, tell


def reply_privately(actor: Actor, post: OnePost, *, body: str, submission_key: str) -> int:
    """Write to the author of somebody else's post; returns the message's id. Sent twice, it stands
    once. It is recorded that this facilitator wrote, of which post, and not what or to whom."""
    made = _send(post.id, actor.user_id, body, submission_key, from_author=False)
    if isinstance(made, Sent):
        return made.id
    row = db.session.get_one(Post, post.id)
    record(
        actor,
        "post:reply-privately",
        row,
        programme_id=actor.programme.id,
        cohort_id=post.cohort_id,
    )
    _tell(row.author_id, post, made)
    return made


def answer_privately(post: OnePost, exchange: Exchange, *, body: str, submission_key: str) -> int:
    """Write back to the facilitator, as the author of the post; returns the message's id. Sent
    twice, it stands once."""
    whom = exchange.facilitator_id
    made = _send(post.id, whom, body, submission_key, from_author=True)
    if isinstance(made, Sent):
        return made.id
    _tell(whom, post, made)
    return made


def _send(
    post_id: int, facilitator_id: int, body: str, submission_key: str, *, from_author: bool
) -> int | Sent:
    def find(key: str) -> list[Sent]:
        return sent_privately(post_id, facilitator_id, from_author=from_author, key=key)

    def make(key: str) -> int:
        reply_id = ids.new_id()
        row = {
            "id": reply_id,
            "post_id": post_id,
            "facilitator_id": facilitator_id,
            "from_author": from_author,
            "body": body,
            "body_html": member_html(body),
            "written_at": clock.now(),
            "submission_key": key,
        }
        insert_row(PrivateReply, row)
        return reply_id

    return insert_row_once(submission_key, find, (body,), make)


def _tell(user_id: int, post: OnePost, reply_id: int) -> None:
    place = private_place(post.id)
    tell([Told(user_id, post.cohort_id, PRIVATE_REPLY, place, reply_id, clock.now())])
