"""How long downloads, complaints and unused accounts are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from cohort.accounts.models import SignIn, User
from cohort.data_rights import emails
from cohort.data_rights.models import AccountDeletion, Complaint, DataExport
from cohort.data_rights.settings import (
    INACTIVE_ACCOUNT_MONTHS,
    INACTIVE_WARNING_DAYS,
    KEEP_COMPLAINTS_YEARS,
    KEEP_EXPORTS_DAYS,
)
from cohort.db import db
from cohort.files import store
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.programmes.models import ProgrammeOrganiser
from cohort.settings.current import current
from cohort.settings.retention import Rule, before, in_words, remove


def _remove_downloads(ids: Sequence[int]) -> None:
    keys = db.session.scalars(sa.select(DataExport.file_key).where(DataExport.id.in_(ids))).all()
    for key in keys:
        if key:
            store.delete_after_commit(key)
    remove(DataExport)(ids)


def _start_of(day: dt.date) -> dt.datetime:
    return clock.local_moment(day, dt.time(), "UTC")


def _is_unused() -> sa.ColumnElement[bool]:
    """Accounts of people who run nothing and have not been warned yet."""
    day = clock.add_months(clock.now().date(), -current(INACTIVE_ACCOUNT_MONTHS))
    moment = _start_of(day)
    wish = sa.exists().where(
        AccountDeletion.user_id == User.id,
        AccountDeletion.cancelled_at.is_(None),
        AccountDeletion.done_at.is_(None),
    )
    return sa.and_(
        User.created_at < moment,
        sa.or_(User.last_seen_on.is_(None), User.last_seen_on < day),
        User.erased_at.is_(None),
        User.leaving_at.is_(None),
        User.administrator_since.is_(None),
        ~sa.exists().where(SignIn.user_id == User.id, SignIn.last_seen_at >= moment),
        ~sa.exists().where(ProgrammeOrganiser.user_id == User.id),
        ~wish,
    )


def _warn(ids: Sequence[int]) -> None:
    now = clock.now()
    due = now + dt.timedelta(days=current(INACTIVE_WARNING_DAYS))
    for user in db.session.scalars(sa.select(User).where(User.id.in_(ids))):
        db.session.add(AccountDeletion(user_id=user.id, asked_at=now, due_at=due))
        outbox.post(emails.inactive(user, due, current(INACTIVE_ACCOUNT_MONTHS)))


def _was_answered_long_ago() -> sa.ColumnElement[bool]:
    day = clock.add_months(clock.now().date(), -12 * current(KEEP_COMPLAINTS_YEARS))
    return Complaint.answered_at < _start_of(day)


RULES = (
    Rule(
        "Downloads of people's own data",
        "removed, with the file",
        in_words(KEEP_EXPORTS_DAYS),
        DataExport,
        DataExport.asked_at,
        lambda: sa.or_(
            DataExport.expires_at < clock.now(),
            DataExport.failed_at < before(KEEP_EXPORTS_DAYS),
        ),
        _remove_downloads,
    ),
    Rule(
        "Complaints about data that were answered",
        "removed",
        in_words(KEEP_COMPLAINTS_YEARS),
        Complaint,
        Complaint.answered_at,
        _was_answered_long_ago,
        remove(Complaint),
    ),
    Rule(
        "Accounts that nobody uses",
        "warned by mail, then erased unless their person signs in",
        in_words(INACTIVE_ACCOUNT_MONTHS),
        User,
        User.created_at,
        _is_unused,
        _warn,
    ),
)
