"""Posts as mail tells of them: to many people at once, by the rules of now.

One query joins the posts of a time to the members they may be new to. What decides is asked anew:
what is read, removed, muted, closed to this reader or older than their joining is not found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.accounts.mail_choices import Wish, wants
from cohort.accounts.models import User
from cohort.course_modules.models import EarlyOpening, Module, ModulePage, Prompt, Release
from cohort.course_modules.queries.openness import OPENING, opening_of, standing
from cohort.db import columns_of, fetch, row_of
from cohort.discussions.models import (
    Post,
    PostFile,
    PostRemoval,
    Thread,
    ThreadFollowing,
    ThreadKind,
)
from cohort.discussions.queries.authors import shown_author, shown_name
from cohort.discussions.queries.hiding import is_not_hidden
from cohort.kernel import ids
from cohort.notices.models import Notice, ReadThrough
from cohort.notices.pacing import GRACE
from cohort.notices.sources import Batch
from cohort.programmes.models import Membership

# Notices are made within this time of a post, or of the worker's return.
LATE = dt.timedelta(hours=1)
LINE = 1000  # characters of HTML that an excerpt is made of
_place = sa.literal("thread:") + sa.cast(Thread.id, sa.String)
_other = aliased(Post)
IS_FIRST = ~sa.exists().where(_other.thread_id == Post.thread_id, _other.id < Post.id)
_own = aliased(Post)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is new to one person. `kind`: of the notice that they have of it, or None.
    `author` is what they may see of who wrote it."""

    user_id: int
    cohort_id: int
    thread_id: int
    post_id: int
    title: str
    thread_kind: str
    kind: str | None
    is_first: bool
    author: str
    html: str
    posted_at: dt.datetime
    edited_at: dt.datetime | None
    told_at: dt.datetime

    @property
    def is_on_noticeboard(self) -> bool:
        """Whether facilitators tell everybody."""
        return self.thread_kind == ThreadKind.NOTICEBOARD


@dataclass(frozen=True, slots=True)
class WholePost:
    """What a mail about one post shows of it, and the beginning of what it answers. `pictures`,
    `files`: how many stand beside it."""

    post_id: int
    body: str
    answered_html: str
    is_on_noticeboard: bool = False
    pictures: int = 0
    files: int = 0


NEW_POSTS = (
    sa.select(
        *columns_of(
            NewPost,
            user_id=Membership.user_id,
            cohort_id=Thread.cohort_id,
            thread_id=Thread.id,
            post_id=Post.id,
            title=Thread.title,
            thread_kind=Thread.kind,
            kind=Notice.kind,
            is_first=IS_FIRST,
            author=shown_name(),
            html=sa.func.substr(Post.body_html, 1, LINE),
            posted_at=Post.posted_at,
            edited_at=Post.edited_at,
            told_at=Post.told_at,
        ),
        *OPENING,
        Module.id.label("module_id"),
        sa.or_(Module.retired_at.is_not(None), ModulePage.retired_at.is_not(None)).label(
            "is_retired"
        ),
        sa.exists()
        .where(_own.thread_id == Thread.id, _own.author_id == Membership.user_id)
        .label("wrote_in_it"),
        sa.exists()
        .where(
            _own.thread_id == Thread.id,
            _own.author_id == Membership.user_id,
            ~sa.exists().where(PostRemoval.post_id == _own.id),
        )
        .label("has_posted"),
    )
    .select_from(Thread)
    .join(Post, Post.thread_id == Thread.id)
    .outerjoin(User, User.id == shown_author())
    .join(Membership, Membership.cohort_id == Thread.cohort_id)
    .outerjoin(
        Notice,
        sa.and_(
            Notice.user_id == Membership.user_id,
            Notice.place == _place,
            Notice.subject_id == Post.id,
        ),
    )
    .outerjoin(
        ThreadFollowing,
        sa.and_(
            ThreadFollowing.thread_id == Thread.id, ThreadFollowing.user_id == Membership.user_id
        ),
    )
    .outerjoin(
        ReadThrough,
        sa.and_(ReadThrough.user_id == Membership.user_id, ReadThrough.place == _place),
    )
    .outerjoin(Prompt, Prompt.id == Thread.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .outerjoin(
        Release, sa.and_(Release.module_id == Module.id, Release.cohort_id == Thread.cohort_id)
    )
    .outerjoin(
        EarlyOpening,
        sa.and_(EarlyOpening.module_id == Module.id, EarlyOpening.membership_id == Membership.id),
    )
    .where(
        Thread.cohort_id.in_(sa.bindparam("cohort_ids", expanding=True)),
        Thread.last_post_id >= sa.bindparam("lowest"),
        Post.id >= sa.bindparam("lowest"),
        Post.told_at.is_not(None),
        ~sa.exists().where(PostRemoval.post_id == Post.id),
        is_not_hidden(),
        Membership.user_id.in_(sa.bindparam("user_ids", expanding=True)),
        Membership.left_at.is_(None),
        Membership.joined_at <= Post.posted_at,
        Post.author_id != Membership.user_id,
        Post.id > sa.func.coalesce(ReadThrough.through, 0),
        Notice.read_at.is_(None),
        sa.or_(ThreadFollowing.state.is_(None), ThreadFollowing.state != "muted"),
        sa.or_(
            Notice.id.is_not(None),
            ThreadFollowing.state == "following",
            Thread.kind == ThreadKind.NOTICEBOARD,
            IS_FIRST,
        ),
    )
    .order_by(Post.id)
)


def _beside(*, pictures: bool) -> sa.ScalarSelect[int]:
    is_one = PostFile.width > 0 if pictures else PostFile.width == 0
    beside = sa.select(sa.func.count()).where(PostFile.post_id == Post.id, is_one)
    return beside.correlate(Post).scalar_subquery()


_answered = aliased(Post)
WHOLE = (
    sa.select(
        *columns_of(
            WholePost,
            post_id=Post.id,
            body=Post.body,
            answered_html=sa.func.coalesce(sa.func.substr(_answered.body_html, 1, LINE), ""),
            is_on_noticeboard=Thread.kind == ThreadKind.NOTICEBOARD,
            pictures=_beside(pictures=True),
            files=_beside(pictures=False),
        )
    )
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(
        _answered,
        sa.and_(
            _answered.id == Post.reply_to_id,
            ~sa.exists().where(PostRemoval.post_id == _answered.id),
            is_not_hidden(_answered),
        ),
    )
    .where(Post.id.in_(sa.bindparam("post_ids", expanding=True)))
)
JUST_DUE = (
    sa.select(Post.id, Thread.cohort_id, Post.posted_at, Post.edited_at, Post.told_at)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id >= sa.bindparam("lowest"), Post.told_at.is_not(None))
)
NOTIFIED = (
    sa.select(Notice.user_id)
    .where(
        Notice.id >= sa.bindparam("lowest"),
        Notice.subject_id.in_(sa.bindparam("ids", expanding=True)),
    )
    .distinct()
)
CHOOSERS = (
    sa.select(User.id, User.mail_choices)
    .join(Membership, Membership.user_id == User.id)
    .where(
        Membership.cohort_id.in_(sa.bindparam("cohort_ids", expanding=True)),
        Membership.left_at.is_(None),
        sa.cast(User.mail_choices, sa.Text) != "{}",
    )
)


def new_posts(batch: Batch) -> Iterator[tuple[NewPost, dt.datetime]]:
    """(post for one person, from when it may be mailed) of what became due in their time."""
    rows = fetch(
        NEW_POSTS,
        cohort_ids=batch.cohort_ids,
        user_ids=sorted(batch.people),
        lowest=ids.first_at(batch.first - GRACE - LATE),
        viewer_id=0,  # nobody: a post without a name has none in mail
    )
    facts: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        due = due_at(row)
        actor = batch.people[row.user_id].reader.standings.get(row.cohort_id)
        if actor is None or not batch.since[row.user_id] < due <= batch.until:
            continue
        sees_all = row.is_first or row.has_posted or actor.is_facilitator
        if row.thread_kind == ThreadKind.ROUND and not sees_all:
            continue
        key = row.user_id, row.cohort_id
        if row.module_id is not None and not row.is_retired and not row.wrote_in_it:
            facts.setdefault(key, standing(actor))
            if not opening_of(actor, facts[key], row).is_open:
                continue
        yield row_of(NewPost, row), due


def due_at(post: Any) -> dt.datetime:
    """From when a post may be mailed: ten minutes after it was written, or after a change within
    those; not before its notices were made."""
    written: dt.datetime = post.posted_at
    if post.edited_at is not None and post.edited_at <= written + GRACE:
        written = post.edited_at
    due: dt.datetime = max(written + GRACE, post.told_at)
    return due


def stirred(kinds: Collection[str], since: dt.datetime, until: dt.datetime) -> set[int]:
    """People who may want to be told at once of a post that became due in this time: those with a
    notice of one, and members who chose to hear of one of these kinds at once."""
    lowest = ids.first_at(since - GRACE - LATE)
    posts = [row for row in fetch(JUST_DUE, lowest=lowest) if since < due_at(row) <= until]
    if not posts:
        return set()
    found = set(fetch(NOTIFIED, lowest=lowest, ids=[row.id for row in posts]).scalars())
    choosers = fetch(CHOOSERS, cohort_ids=sorted({row.cohort_id for row in posts}))
    return found | {
        row.id
        for row in choosers
        if any(wants(row.mail_choices, kind) is Wish.AT_ONCE for kind in kinds)
    }


def whole_posts(post_ids: Sequence[int]) -> dict[int, WholePost]:
    """{post id: its words}, for readers for whom `new_posts` found them."""
    rows = fetch(WHOLE, post_ids=sorted(set(post_ids)))
    return {row.post_id: row_of(WholePost, row) for row in rows}
