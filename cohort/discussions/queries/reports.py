"""Finding reports of posts: those of the viewer's cohort, for its facilitators.

A facilitator finds no report of a post of their own: its author never learns who reported it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.db import columns_of, fetch, row_of, rows_of
from cohort.discussions.models import Outcome, Post, PostHiding, PostReport, Reason, Thread
from cohort.discussions.queries.authors import VIEWER, shown_author, shown_name
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.notices.kinds import Reader

REPORTS_A_PAGE = 50
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report, with the post it is about. Names are empty where an account is gone."""

    id: int
    cohort_id: int
    post_id: int
    thread_id: int
    title: str
    author: str
    body_html: str
    posted_at: dt.datetime
    is_hidden: bool
    reporter: str | None
    reporter_id: int | None
    reason: str
    words: str
    reported_at: dt.datetime
    waits_told_at: dt.datetime | None
    opener: str | None
    opened_at: dt.datetime | None
    settler: str | None
    settled_at: dt.datetime | None
    outcome: str | None
    answer: str

    @property
    def reason_words(self) -> str:
        return Reason(self.reason).words

    @property
    def outcome_words(self) -> str:
        return Outcome(self.outcome).words if self.outcome else ""


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What somebody reported, as they see it."""

    id: int
    reported_at: dt.datetime
    opened_at: dt.datetime | None
    settled_at: dt.datetime | None
    outcome: str | None
    answer: str

    @property
    def outcome_words(self) -> str:
        return Outcome(self.outcome).words if self.outcome else ""


@dataclass(frozen=True, slots=True)
class SettledReport:
    """What became of something that one person reported, as they are told."""

    id: int
    post_id: int
    cohort_id: int
    title: str
    outcome: str
    answer: str


_reporter, _opener, _settler = aliased(User), aliased(User), aliased(User)
REPORT = (
    sa.select(
        *columns_of(
            ReportRow,
            id=PostReport.id,
            cohort_id=PostReport.cohort_id,
            post_id=PostReport.post_id,
            thread_id=Post.thread_id,
            title=Thread.title,
            author=shown_name(),
            body_html=Post.body_html,
            posted_at=Post.posted_at,
            is_hidden=PostHiding.post_id.is_not(None),
            reporter=_reporter.name,
            reporter_id=PostReport.reported_by,
            reason=PostReport.reason,
            words=PostReport.words,
            reported_at=PostReport.reported_at,
            waits_told_at=PostReport.waits_told_at,
            opener=_opener.name,
            opened_at=PostReport.opened_at,
            settler=_settler.name,
            settled_at=PostReport.settled_at,
            outcome=PostReport.outcome,
            answer=PostReport.answer,
        )
    )
    .select_from(PostReport)
    .join(Post, Post.id == PostReport.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(User, User.id == shown_author())
    .outerjoin(PostHiding, PostHiding.post_id == Post.id)
    .outerjoin(_reporter, _reporter.id == PostReport.reported_by)
    .outerjoin(_opener, _opener.id == PostReport.opened_by)
    .outerjoin(_settler, _settler.id == PostReport.settled_by)
)
MINE_TO_LOOK_AT = sa.and_(
    PostReport.cohort_id == sa.bindparam("cohort_id"),
    Post.author_id != VIEWER,
)
_listed = (
    REPORT.where(MINE_TO_LOOK_AT, PostReport.id < sa.bindparam("before"))
    .order_by(PostReport.id.desc())
    .limit(REPORTS_A_PAGE + 1)
)
OPEN = _listed.where(PostReport.settled_at.is_(None))
SETTLED = _listed.where(PostReport.settled_at.is_not(None))
ONE = REPORT.where(MINE_TO_LOOK_AT, PostReport.id == sa.bindparam("report_id"))
ONE_ANYHOW = REPORT.where(PostReport.id == sa.bindparam("report_id"))
OPEN_ABOUT = (
    sa.select(sa.func.min(PostReport.id).label("id"))
    .join(Post, Post.id == PostReport.post_id)
    .where(MINE_TO_LOOK_AT, Post.id == sa.bindparam("post_id"), PostReport.settled_at.is_(None))
)
UNSETTLED = (
    sa.select(PostReport.reported_at, PostReport.opened_at)
    .join(Post, Post.id == PostReport.post_id)
    .where(MINE_TO_LOOK_AT, PostReport.settled_at.is_(None))
    .order_by(PostReport.id)
    .limit(MOST_COUNTED)
)
OWN = sa.select(
    *columns_of(
        OwnReport,
        id=PostReport.id,
        reported_at=PostReport.reported_at,
        opened_at=PostReport.opened_at,
        settled_at=PostReport.settled_at,
        outcome=PostReport.outcome,
        answer=PostReport.answer,
    )
).where(
    PostReport.post_id == sa.bindparam("post_id"),
    PostReport.reported_by == VIEWER,
)

TOLD = (
    sa.select(
        *columns_of(
            SettledReport,
            id=PostReport.id,
            post_id=PostReport.post_id,
            cohort_id=PostReport.cohort_id,
            title=Thread.title,
            outcome=PostReport.outcome,
            answer=PostReport.answer,
        )
    )
    .join(Post, Post.id == PostReport.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        PostReport.id.in_(sa.bindparam("ids", expanding=True)),
        PostReport.reported_by == VIEWER,
        PostReport.settled_at.is_not(None),
    )
)


def reports_visible_to(
    viewer: Actor, *, settled: bool = False, before: int | None = None
) -> Page[ReportRow]:
    """The cohort's reports, for its facilitators, the newest first, a page at a time by key."""
    if not viewer.is_facilitator:
        return Page([], None)
    rows = fetch(
        SETTLED if settled else OPEN,
        **_whose(viewer),
        before=ids.BIGGEST if before is None else before,
    )
    return Page.cut(rows_of(ReportRow, rows), REPORTS_A_PAGE)


def get_report(viewer: Actor, report_id: int) -> ReportRow:
    """One report, for a facilitator of its cohort. Raises NotFound."""
    row = None
    if viewer.is_facilitator:
        row = fetch(ONE, **_whose(viewer), report_id=report_id).one_or_none()
    if row is None:
        raise NotFound("No such report.")
    return row_of(ReportRow, row)


def report_for_mail(report_id: int) -> ReportRow:
    """One report, to write mail of. Who reads the mail has been decided already."""
    return row_of(ReportRow, fetch(ONE_ANYHOW, viewer_id=0, report_id=report_id).one())


def find_open_report(viewer: Actor, post_id: int) -> int | None:
    """The oldest report of a post that waits for a facilitator, for one; None without."""
    if not viewer.is_facilitator:
        return None
    found: int | None = fetch(OPEN_ABOUT, **_whose(viewer), post_id=post_id).scalar()
    return found


def waiting_reports(viewer: Actor) -> list[tuple[dt.datetime, bool]]:
    """(when reported, whether somebody has taken it on) of each that is not settled, at most
    MOST_COUNTED; none for whoever does not facilitate the cohort."""
    if not viewer.is_facilitator:
        return []
    rows = fetch(UNSETTLED, **_whose(viewer))
    return [(row.reported_at, row.opened_at is not None) for row in rows]


def find_own_report(viewer: Actor, post_id: int) -> OwnReport | None:
    """What the viewer reported of this post, or None."""
    row = fetch(OWN, viewer_id=viewer.user_id, post_id=post_id).one_or_none()
    return row_of(OwnReport, row) if row else None


def settled_reports_of(reader: Reader, report_ids: Sequence[int]) -> list[SettledReport]:
    """Of these reports those that the reader made, and that are settled."""
    rows = fetch(TOLD, viewer_id=reader.user_id, ids=sorted(set(report_ids)))
    return rows_of(SettledReport, rows)


def _whose(viewer: Actor) -> dict[str, int]:
    return {"cohort_id": viewer.cohort.id, "viewer_id": viewer.user_id}
