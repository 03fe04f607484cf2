"""Finding downloads, deletions, complaints and notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import Profile, User
from cohort.audit_log.models import HistoryEntry
from cohort.course_modules.models import DoneMark
from cohort.data_rights.models import (
    AccountDeletion,
    Complaint,
    ComplaintState,
    DataExport,
    PrivacyNotice,
)
from cohort.db import columns_of, db, row_of
from cohort.discussions.models import Post
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.kernel.submissions import MOST_SENT, Sent, lately
from cohort.programmes.models import Consent, Membership, Programme, ProgrammeOrganiser
from cohort.programmes.queries.administration import is_last_administrator
from cohort.reflections.models import Reflection

COMPLAINTS_A_PAGE = 50
LAST_ADMINISTRATOR = (
    "You are the only administrator. First make somebody else an administrator, so that somebody "
    "can run the site."
)
ONLY_ORGANISER = (
    "You are the only organiser of “{}”. First make somebody else its organiser, or ask an "
    "administrator to."
)

_PUBLISHED = (
    sa.select(PrivacyNotice)
    .where(PrivacyNotice.published_at.is_not(None))
    .order_by(PrivacyNotice.number.desc())
)


def latest_download(user_id: int) -> DataExport | None:
    """The newest download that this person asked for."""
    return db.session.scalar(
        sa.select(DataExport)
        .where(DataExport.user_id == user_id)
        .order_by(DataExport.id.desc())
        .limit(1)
    )


def get_download(viewer: Actor, export_id: int) -> DataExport:
    """The viewer's own, while it exists. Raises NotFound for anybody else's, whoever asks."""
    found = db.session.scalar(
        sa.select(DataExport).where(
            DataExport.id == export_id, DataExport.user_id == viewer.user_id
        )
    )
    if found is None or not found.is_there:
        raise NotFound("No such download.")
    return found


@dataclass(frozen=True, slots=True)
class Footprint:
    """How much there is of a person: what a deletion removes, and what stays without a name."""

    reflections: int
    done_marks: int
    profiles: int
    registrations: int
    posts: int
    memberships: int
    consents: int
    entries: int


def footprint(user_id: int, email: str, *, for_others: bool = False) -> Footprint:
    """The real counts, for the page that explains; `for_others`, without posts that the person
    wrote without their name."""

    def count(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).where(*where).scalar_subquery()

    posts = Post.author_id == user_id
    if for_others:
        posts = sa.and_(posts, ~Post.is_nameless)
    own = sa.select(Membership.id).where(Membership.user_id == user_id)
    row = db.session.execute(
        sa.select(
            *columns_of(
                Footprint,
                reflections=count(Reflection.author_id == user_id),
                done_marks=count(DoneMark.membership_id.in_(own)),
                profiles=count(Profile.user_id == user_id),
                registrations=count(sa.func.lower(ExpressionOfInterest.email) == email),
                posts=count(posts),
                memberships=count(Membership.user_id == user_id),
                consents=count(Consent.membership_id.in_(own)),
                entries=count(HistoryEntry.actor_id == user_id),
            )
        )
    ).one()
    return row_of(Footprint, row)


def what_stands_in_the_way(user_id: int) -> Sequence[str]:
    """What the last administrator, or a programme's only organiser, has to do first."""
    found = [LAST_ADMINISTRATOR] if is_last_administrator(user_id) else []
    alone = (
        sa.select(ProgrammeOrganiser.programme_id)
        .group_by(ProgrammeOrganiser.programme_id)
        .having(sa.func.count() == 1, sa.func.min(ProgrammeOrganiser.user_id) == user_id)
    )
    names = db.session.scalars(
        sa.select(Programme.name).where(Programme.id.in_(alone)).order_by(Programme.name)
    )
    return found + [ONLY_ORGANISER.format(name) for name in names]


def open_deletion(user_id: int) -> AccountDeletion | None:
    """The request that is neither withdrawn nor done."""
    return db.session.scalar(
        sa.select(AccountDeletion)
        .where(
            AccountDeletion.user_id == user_id,
            AccountDeletion.cancelled_at.is_(None),
            AccountDeletion.done_at.is_(None),
        )
        .order_by(AccountDeletion.id.desc())
        .limit(1)
    )


def next_due_deletion(now: dt.datetime, *, without: Sequence[int]) -> AccountDeletion | None:
    """One that is due, locked, and taken by no other worker; none of those in `without`."""
    return db.session.scalar(
        sa.select(AccountDeletion)
        .where(
            AccountDeletion.due_at <= now,
            AccountDeletion.id.not_in(without),
            AccountDeletion.cancelled_at.is_(None),
            AccountDeletion.done_at.is_(None),
        )
        .order_by(AccountDeletion.due_at, AccountDeletion.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def get_person(user_id: int) -> User:
    """Anybody with an account that is not erased; for administrators and the person themselves."""
    user = db.session.get(User, user_id)
    if user is None or user.erased_at is not None:
        raise NotFound("No such person.")
    return user


def complaints_sent_with(key: str, email: str) -> list[Sent]:
    """Complaints with this key, or lately from this address; words: the whole text."""
    lately_from = sa.and_(Complaint.received_at > lately(), Complaint.email == email)
    rows = db.session.scalars(
        sa.select(Complaint)
        .where(sa.or_(Complaint.submission_key == key, lately_from))
        .order_by(Complaint.id.desc())
        .limit(MOST_SENT)
    )
    return [
        Sent(row.id, row.submission_key, (row.name, row.email, row.about, row.wanted))
        for row in rows
    ]


def open_complaints() -> Sequence[Complaint]:
    """Complaints to be answered, the first due first."""
    return db.session.scalars(
        sa.select(Complaint)
        .where(Complaint.state != ComplaintState.ANSWERED)
        .order_by(Complaint.answer_by, Complaint.id)
        .limit(200)
    ).all()


def answered_complaints(before: int | None = None) -> Page[Complaint]:
    """Answered complaints, newest first, a page at a time."""
    query = sa.select(Complaint).where(Complaint.state == ComplaintState.ANSWERED)
    if before is not None:
        query = query.where(Complaint.id < before)
    rows = db.session.scalars(query.order_by(Complaint.id.desc()).limit(COMPLAINTS_A_PAGE + 1))
    return Page.cut(rows.all(), COMPLAINTS_A_PAGE)


def get_complaint(complaint_id: int) -> Complaint:
    """One complaint. Raises NotFound."""
    found = db.session.get(Complaint, complaint_id)
    if found is None:
        raise NotFound("No such complaint.")
    return found


def find_complaint(reference: str) -> Complaint | None:
    """The complaint of this reference; None when it no longer exists."""
    return db.session.scalar(sa.select(Complaint).where(Complaint.reference == reference))


def current_notice() -> PrivacyNotice | None:
    """The newest published privacy notice; None on a site that has not published one."""
    return db.session.scalar(_PUBLISHED.limit(1))


def published_notices() -> Sequence[PrivacyNotice]:
    """Every version, newest first."""
    return db.session.scalars(_PUBLISHED).all()


def get_notice(number: int) -> PrivacyNotice:
    """A published version by its number. Raises NotFound."""
    found = db.session.scalar(_PUBLISHED.where(PrivacyNotice.number == number))
    if found is None:
        raise NotFound("No such version.")
    return found


def draft_notice() -> PrivacyNotice | None:
    """The version that is not yet published."""
    return db.session.scalar(
        sa.select(PrivacyNotice).where(PrivacyNotice.published_at.is_(None)).limit(1)
    )


def newest_number() -> int:
    """The number of the newest version, published or not; 0 for none."""
    return db.session.scalar(sa.select(sa.func.max(PrivacyNotice.number))) or 0
