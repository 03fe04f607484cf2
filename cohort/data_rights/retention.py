"""How long things are kept: one rule for each, with its period from the settings.

The nightly job, the dry run and the administrators' page all read this list. A rule works in
batches, each committed by itself: killed in the middle, the rest goes next time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog

from cohort.accounts.models import SignIn, User
from cohort.data_rights import emails
from cohort.data_rights.models import AccountDeletion, Complaint, DataExport
from cohort.db import change, db
from cohort.files import store
from cohort.interest.actions import add_months
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.mail.models import Bounce, MailState, OutboxMessage
from cohort.programmes.models import Invitation, ProgrammeOrganiser
from cohort.settings import facts

log = structlog.get_logger(__name__)
BATCH = 500
MOST_COUNTED = 1_000  # on a page


@dataclass(frozen=True)
class Rule:
    """`moment` is the column that says how old a row is; `is_over` finds what is too old."""

    what: str
    then: str
    period: Callable[[], str]
    table: Any
    moment: Any
    is_over: Callable[[], sa.ColumnElement[bool]]
    act: Callable[[Sequence[int]], None]


@dataclass(frozen=True)
class Line:
    """What a rule would do now. `oldest` is a moment or a day; `is_more`: there are more than
    `count`, which nobody went on to count."""

    rule: Rule
    count: int
    oldest: dt.date | None
    is_more: bool


def _ago(days: int) -> dt.datetime:
    return clock.now() - dt.timedelta(days=days)


def _remove(table: Any) -> Callable[[Sequence[int]], None]:
    def act(ids: Sequence[int]) -> None:
        change(sa.delete(table).where(table.id.in_(ids)))

    return act


def _empty_messages(ids: Sequence[int]) -> None:
    change(sa.update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(text="", html=""))


def _remove_downloads(ids: Sequence[int]) -> None:
    keys = db.session.scalars(sa.select(DataExport.file_key).where(DataExport.id.in_(ids))).all()
    for key in keys:
        if key:
            store.delete_after_commit(key)
    _remove(DataExport)(ids)


def _not_seen_since() -> dt.date:
    return add_months(clock.now().date(), -facts.current().inactive_account_months)


def _is_unused() -> sa.ColumnElement[bool]:
    """Nobody who runs something, and nobody who was warned already."""
    day = _not_seen_since()
    moment = clock.local_moment(day, dt.time(), "UTC")
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
    now, settings = clock.now(), facts.current()
    due = now + dt.timedelta(days=settings.inactive_warning_days)
    for user in db.session.scalars(sa.select(User).where(User.id.in_(ids))):
        db.session.add(AccountDeletion(user_id=user.id, asked_at=now, due_at=due))
        outbox.post(emails.inactive(user, due, settings.inactive_account_months))


def _days(name: str) -> Callable[[], str]:
    return lambda: f"{getattr(facts.current(), name):,} days"


RULES = (
    Rule(
        "Registrations of interest",
        "removed",
        lambda: "as the programme says",
        ExpressionOfInterest,
        ExpressionOfInterest.expires_on,
        lambda: ExpressionOfInterest.expires_on < clock.now().date(),
        _remove(ExpressionOfInterest),
    ),
    Rule(
        "The text of mail that went or failed",
        "emptied",
        _days("keep_mail_bodies_days"),
        OutboxMessage,
        OutboxMessage.created_at,
        lambda: sa.and_(
            OutboxMessage.created_at < _ago(facts.current().keep_mail_bodies_days),
            OutboxMessage.state != MailState.WAITING,
            OutboxMessage.text != "",
        ),
        _empty_messages,
    ),
    Rule(
        "The fact that mail was sent",
        "removed",
        _days("keep_sent_mail_days"),
        OutboxMessage,
        OutboxMessage.created_at,
        lambda: sa.and_(
            OutboxMessage.created_at < _ago(facts.current().keep_sent_mail_days),
            OutboxMessage.state != MailState.WAITING,
        ),
        _remove(OutboxMessage),
    ),
    Rule(
        "Word that mail did not arrive",
        "removed",
        _days("keep_sent_mail_days"),
        Bounce,
        Bounce.at,
        lambda: Bounce.at < _ago(facts.current().keep_sent_mail_days),
        _remove(Bounce),
    ),
    Rule(
        "Invitations that are over",
        "removed",
        _days("keep_invitations_days"),
        Invitation,
        Invitation.expires_at,
        lambda: (
            sa.func.coalesce(Invitation.revoked_at, Invitation.expires_at)
            < _ago(facts.current().keep_invitations_days)
        ),
        _remove(Invitation),
    ),
    Rule(
        "Downloads of people's own data",
        "removed, with the file",
        _days("keep_exports_days"),
        DataExport,
        DataExport.asked_at,
        lambda: sa.or_(
            DataExport.expires_at < clock.now(),
            DataExport.failed_at < _ago(facts.current().keep_exports_days),
        ),
        _remove_downloads,
    ),
    Rule(
        "Complaints about data that were answered",
        "removed",
        lambda: f"{facts.current().keep_complaints_years} years",
        Complaint,
        Complaint.answered_at,
        lambda: (
            Complaint.answered_at
            < clock.local_moment(
                add_months(clock.now().date(), -12 * facts.current().keep_complaints_years),
                dt.time(),
                "UTC",
            )
        ),
        _remove(Complaint),
    ),
    Rule(
        "Accounts that nobody uses",
        "warned by mail, then erased unless their person signs in",
        lambda: f"{facts.current().inactive_account_months} months",
        User,
        User.created_at,
        _is_unused,
        _warn,
    ),
)


def report(most: int | None = None) -> list[Line]:
    """What each rule would do now. Changes nothing. With `most` it counts no further than that:
    a page must not take longer the more there is (promise 10)."""
    lines = []
    for rule in RULES:
        over = sa.select(rule.moment.label("moment")).where(rule.is_over())
        if most is not None:
            over = over.order_by(rule.table.id).limit(most + 1)  # ids rise: the oldest first
        found = over.subquery()
        query = sa.select(sa.func.count(), sa.func.min(found.c.moment)).select_from(found)
        count, oldest = db.session.execute(query).one()
        is_more = most is not None and count > most
        lines.append(Line(rule, most if is_more and most else count, oldest, is_more))
    return lines


def run() -> str:
    """Do it all, batch by batch, committing each; returns what was done, in words."""
    _remember_last_days()
    done = []
    for rule in RULES:
        count = 0
        while ids := _next_batch(rule):
            rule.act(ids)
            db.session.commit()
            count += len(ids)
        if count:
            done.append(f"{rule.what}: {count:,} {rule.then}")
            log.info("kept long enough", what=rule.what, count=count)
    return ". ".join(done) or "Nothing was over its time"


def _next_batch(rule: Rule) -> Sequence[int]:
    query = sa.select(rule.table.id).where(rule.is_over())
    return db.session.scalars(query.order_by(rule.table.id).limit(BATCH)).all()


def _remember_last_days() -> None:
    """Keep the day of the last visit beyond the sign-in that tells it."""
    newest = sa.func.max(SignIn.last_seen_at)
    seen = db.session.execute(
        sa.select(SignIn.user_id, newest, User.last_seen_on)
        .join(User, User.id == SignIn.user_id)
        .group_by(SignIn.user_id, User.last_seen_on)
    ).all()
    for user_id, moment, day in seen:
        if day is None or moment.date() > day:
            change(sa.update(User).where(User.id == user_id).values(last_seen_on=moment.date()))
    db.session.commit()


def came_back(user: User, wish: AccountDeletion) -> bool:
    """Whether somebody who was warned has visited since: then the account stays."""
    if user.leaving_at is not None:
        return False
    visited = sa.select(sa.func.max(SignIn.last_seen_at)).where(SignIn.user_id == user.id)
    last = db.session.scalar(visited)
    return last is not None and last >= wish.asked_at
