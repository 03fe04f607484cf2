"""Posts without a name: whether one may post so, and what a facilitator learned of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.accounts.models import User
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import NamelessEnding, Post, Thread, ThreadKind, Unmasking
from cohort.discussions.queries.openness import IN_COHORT
from cohort.kernel import clock
from cohort.programmes.models import Membership

FEWEST = 5  # active participants, the writer among them: fewer hide nobody
ACTIVE_FOR = dt.timedelta(days=60)  # since somebody was last seen anywhere on the site
TOO_FEW = (
    "You cannot post without your name here now: fewer than five participants were here in the "
    "last 60 days, so that it would hide nobody."
)
ENDED = "Posting without a name is ended in this cohort. What was posted so before stays so."


@dataclass(frozen=True, slots=True)
class NamelessChoice:
    """Whether the viewer may post without their name, and else why not; neither for facilitators,
    and where only they write: those are not asked at all."""

    is_offered: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Unmasked:
    """What one facilitator asked of a post without a name, and was told."""

    author: str
    reason: str
    unmasked_at: dt.datetime


_ending = sa.select(NamelessEnding.ended_at).where(
    NamelessEnding.cohort_id == sa.bindparam("cohort_id")
)
_some_active = (
    sa.select(Membership.id)
    .join(User, User.id == Membership.user_id)
    .where(
        Membership.cohort_id == sa.bindparam("cohort_id"),
        Membership.role == Role.PARTICIPANT,
        Membership.left_at.is_(None),
        User.deactivated_at.is_(None),
        User.last_seen_on >= sa.bindparam("seen_since", type_=sa.Date),
    )
    .limit(FEWEST)
    .subquery()
)
STATE = sa.select(
    sa.select(sa.func.count()).select_from(_some_active).scalar_subquery().label("active"),
    _ending.scalar_subquery().label("ended_at"),
)
# The one query beside `shown_author` that gives an author's name: to a facilitator who unmasked
# this very post, and was recorded.
UNMASKED = (
    sa.select(
        *columns_of(
            Unmasked,
            author=User.name,
            reason=Unmasking.reason,
            unmasked_at=Unmasking.unmasked_at,
        )
    )
    .join(Post, Post.id == Unmasking.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(User, User.id == Post.author_id)
    .where(
        Unmasking.post_id == sa.bindparam("post_id"),
        Unmasking.unmasked_by == sa.bindparam("viewer_id"),
        IN_COHORT,
    )
)


def nameless_choice(viewer: Actor, kind: str = ThreadKind.OPEN) -> NamelessChoice:
    """Whether the viewer may post without their name in a thread of this kind."""
    if not viewer.is_participant or kind == ThreadKind.NOTICEBOARD:
        return NamelessChoice()
    since = (clock.now() - ACTIVE_FOR).date()
    state = fetch(STATE, cohort_id=viewer.cohort.id, seen_since=since).one()
    if state.ended_at is not None:
        return NamelessChoice(why_not=ENDED)
    if state.active < FEWEST:
        return NamelessChoice(why_not=TOO_FEW)
    return NamelessChoice(is_offered=True)


def nameless_ended_at(viewer: Actor) -> dt.datetime | None:
    """Since when nobody in the cohort posts without a name; None where participants may."""
    ended: dt.datetime | None = fetch(_ending, cohort_id=viewer.cohort.id).scalar_one_or_none()
    return ended


def find_unmasked(viewer: Actor, post_id: int) -> Unmasked | None:
    """What the viewer asked of a post without a name, if they did: nobody else's asking counts."""
    if not viewer.is_facilitator:
        return None
    facts = {"viewer_id": viewer.user_id, "cohort_id": viewer.cohort.id}
    row = fetch(UNMASKED, **facts, post_id=post_id).one_or_none()
    return None if row is None else row_of(Unmasked, row)
