"""Private replies: between one facilitator and the author of one post, and found by nobody else.

The author of a post without a name stays without one here: the facilitator reads "the member who
wrote this post", wherever the exchange is shown, told of or mailed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.db import fetch
from cohort.discussions.models import Post, PrivateReply, Thread
from cohort.discussions.queries.authors import VIEWER
from cohort.discussions.queries.openness import IN_COHORT
from cohort.kernel.errors import NotFound
from cohort.kernel.submissions import MOST_SENT, Sent, lately
from cohort.notices.models import Notice
from cohort.programmes.models import Membership

WRITER = "the member who wrote this post"


@dataclass(frozen=True, slots=True)
class PrivateLine:
    """One message of an exchange. `is_own`: the viewer wrote it."""

    id: int
    is_own: bool
    is_unread: bool
    html: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one facilitator and the author of a post wrote to each other, the oldest first. The
    viewer is one of the two; `is_mine`: the facilitator."""

    post_id: int
    facilitator_id: int
    facilitator: str
    is_mine: bool
    lines: tuple[PrivateLine, ...] = ()

    @property
    def unread(self) -> list[int]:
        """The ids of what the viewer has not read yet."""
        return [line.id for line in self.lines if line.is_unread]


_facilitator = aliased(User)
PLACE = sa.literal("private:") + sa.cast(PrivateReply.post_id, sa.String)
# The author, or that facilitator as long as they are one; nobody with a code that was read out.
IS_BETWEEN = sa.and_(
    sa.bindparam("reads_private", type_=sa.Boolean),
    sa.or_(
        Post.author_id == VIEWER,
        sa.and_(
            PrivateReply.facilitator_id == VIEWER, sa.bindparam("facilitates", type_=sa.Boolean)
        ),
    ),
)
PRIVATE = (
    sa.select(
        sa.literal("private").label("what"),
        PrivateReply.post_id,
        PrivateReply.id,
        PrivateReply.facilitator_id.label("user_id"),
        _facilitator.name,
        PrivateReply.body_html.label("words"),
        PrivateReply.written_at.label("at"),
        PrivateReply.from_author.label("from_author"),
        sa.exists()
        .where(
            Notice.user_id == VIEWER,
            Notice.place == PLACE,
            Notice.subject_id == PrivateReply.id,
            Notice.read_at.is_(None),
        )
        .label("is_unread"),
    )
    .select_from(PrivateReply)
    .join(Post, Post.id == PrivateReply.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(_facilitator, _facilitator.id == PrivateReply.facilitator_id)
    .where(IN_COHORT, IS_BETWEEN)
)
EXCHANGE = PRIVATE.where(
    PrivateReply.post_id == sa.bindparam("post_id"),
    PrivateReply.facilitator_id == sa.bindparam("facilitator_id"),
).order_by(PrivateReply.id)
WHOSE = (
    sa.select(PrivateReply.post_id, PrivateReply.facilitator_id)
    .join(Post, Post.id == PrivateReply.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(IN_COHORT, IS_BETWEEN, PrivateReply.id == sa.bindparam("private_id"))
)
SENT = (
    sa.select(PrivateReply.id, PrivateReply.submission_key, PrivateReply.body)
    .where(
        PrivateReply.post_id == sa.bindparam("post_id"),
        PrivateReply.facilitator_id == sa.bindparam("facilitator_id"),
        PrivateReply.from_author == sa.bindparam("from_author", type_=sa.Boolean),
        sa.or_(
            PrivateReply.submission_key == sa.bindparam("key"),
            PrivateReply.written_at > sa.bindparam("lately", type_=PrivateReply.written_at.type),
        ),
    )
    .order_by(PrivateReply.id.desc())
    .limit(MOST_SENT)
)
IS_HERE = (
    sa.select(Membership.role)
    .join(User, User.id == Membership.user_id)
    .where(
        Membership.cohort_id == sa.bindparam("cohort_id"),
        Membership.user_id == sa.bindparam("user_id"),
        Membership.left_at.is_(None),
        User.deactivated_at.is_(None),
    )
)


def private_facts(viewer: Actor) -> dict[str, Any]:
    """The parameters of PRIVATE for the viewer, who must be a member."""
    return {
        "cohort_id": viewer.cohort.id,
        "viewer_id": viewer.user_id,
        "facilitates": viewer.is_facilitator,
        "reads_private": not viewer.is_vouched_for,
    }


def exchanges_from(viewer: Actor, found: Iterable[Any]) -> dict[int, tuple[Exchange, ...]]:
    """{post id: its exchanges} of rows of PRIVATE, the oldest first."""
    lines: dict[tuple[int, int, str], list[PrivateLine]] = {}
    for row in found:
        is_own = bool(row.from_author) != (row.user_id == viewer.user_id)
        line = PrivateLine(row.id, is_own, bool(row.is_unread), row.words, row.at)
        lines.setdefault((row.post_id, row.user_id, row.name), []).append(line)
    exchanges: dict[int, tuple[Exchange, ...]] = {}
    for (post_id, user_id, name), theirs in lines.items():
        one = Exchange(post_id, user_id, name, user_id == viewer.user_id, tuple(theirs))
        exchanges[post_id] = (*exchanges.get(post_id, ()), one)
    return exchanges


def find_exchange(viewer: Actor, post_id: int, facilitator_id: int) -> Exchange | None:
    """What these two wrote to each other; None for nothing, and for everybody else."""
    if viewer.role is None:
        return None
    who = {"post_id": post_id, "facilitator_id": facilitator_id}
    found = exchanges_from(viewer, fetch(EXCHANGE, **private_facts(viewer), **who))
    return found[post_id][0] if found else None


def get_exchange_with(viewer: Actor, private_id: int) -> Exchange:
    """The exchange that a message is part of. Raises NotFound for everybody but the two."""
    row = None
    if viewer.role is not None:
        row = fetch(WHOSE, **private_facts(viewer), private_id=private_id).one_or_none()
    found = find_exchange(viewer, row.post_id, row.facilitator_id) if row else None
    if found is None:
        raise NotFound("No such private reply.")
    return found


def sent_privately(post_id: int, facilitator_id: int, *, from_author: bool, key: str) -> list[Sent]:
    """What one of the two sent the other with this key or of late; words: the body."""
    who = {"post_id": post_id, "facilitator_id": facilitator_id, "from_author": from_author}
    rows = fetch(SENT, **who, key=key, lately=lately())
    return [Sent(row.id, row.submission_key, (row.body,)) for row in rows]


def is_here(viewer: Actor, user_id: int, *, as_facilitator: bool) -> bool:
    """Whether somebody is in the viewer's cohort now, as its facilitator if that is asked."""
    roles: Sequence[str] = (
        fetch(IS_HERE, cohort_id=viewer.cohort.id, user_id=user_id).scalars().all()
    )
    return Role.FACILITATOR in roles if as_facilitator else bool(roles)
