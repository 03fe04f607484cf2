"""Finding mail: for administrators only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import columns_of, db, rows_of
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.mail.models import Bounce, MailState, OutboxMessage
from cohort.mail.smtp_replies import SmtpReply

PAGE_SIZE = 50
MOST_COUNTED = 999
STUCK_AFTER = dt.timedelta(hours=1)
FAILED_LATELY = dt.timedelta(days=7)
# Who is sent these, and when, would tell who wrote a post without a name (docs/decisions/039).
UNLISTED = (
    *("discussions/posts", "discussions/unmasked", "discussions/private_reply"),
    *("discussions/post_hidden", "discussions/post_restored", "discussions/post_reported"),
    *("notices/digest", "notices/several"),
)
IS_LISTED = OutboxMessage.kind.not_in(UNLISTED)


@dataclass(frozen=True, slots=True)
class MailRow:
    """One message in a list. Never its text."""

    id: int
    kind: str
    to_address: str
    to_name: str
    subject: str
    is_secret: bool
    state: str
    attempts: int
    last_error: str | None
    created_at: dt.datetime
    due_at: dt.datetime
    sent_at: dt.datetime | None

    @property
    def title(self) -> str:
        """The subject, unless it may hold a code."""
        return f"Not shown ({self.kind})" if self.is_secret else self.subject

    @property
    def trouble(self) -> str | None:
        """The last error in plain words."""
        return in_plain_words(self.last_error, self.to_address)

    @property
    def is_stuck(self) -> bool:
        """Whether somebody should look at it."""
        long_ago = self.created_at < clock.now() - STUCK_AFTER
        return self.state == MailState.FAILED or (self.state == MailState.WAITING and long_ago)


@dataclass(frozen=True)
class Wanted:
    """The filters for a list of mail; an empty text filters nothing."""

    state: str = ""
    kind: str = ""
    address: str = ""
    before: int | None = None


def messages_visible_to(viewer: Actor, wanted: Wanted) -> Page[MailRow]:
    """All mail but that of UNLISTED kinds, newest first, for administrators."""
    table = OutboxMessage
    query = _rows(viewer).order_by(table.id.desc()).limit(PAGE_SIZE + 1)
    if wanted.state:
        query = query.where(table.state == wanted.state)
    if wanted.kind:
        query = query.where(table.kind == wanted.kind)
    if wanted.address:
        query = query.where(table.to_address.in_({wanted.address, wanted.address.lower()}))
    if wanted.before is not None:
        query = query.where(table.id < wanted.before)
    return Page.cut(rows_of(MailRow, db.session.execute(query)), PAGE_SIZE)


def stuck_messages(viewer: Actor, limit: int = 10) -> list[MailRow]:
    """The messages that somebody should look at, the oldest first."""
    rows = db.session.execute(
        _rows(viewer).where(_is_stuck()).order_by(OutboxMessage.id).limit(limit)
    )
    return rows_of(MailRow, rows)


def count_stuck(viewer: Actor) -> int:
    """How many messages somebody should look at; counts no further than MOST_COUNTED."""
    if not viewer.is_administrator:
        return 0
    some = sa.select(OutboxMessage.id).where(_is_stuck(), IS_LISTED).limit(MOST_COUNTED).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def count_states(viewer: Actor) -> dict[str, int]:
    """How many wait, failed and bounced; counts no further than MOST_COUNTED of each."""
    states = (MailState.WAITING, MailState.FAILED, MailState.BOUNCED)
    counts = []
    for state in states:
        of_state = sa.select(OutboxMessage.id).where(
            OutboxMessage.state == state, sa.literal(viewer.is_administrator)
        )
        some = of_state.limit(MOST_COUNTED).subquery()
        counts.append(sa.select(sa.func.count()).select_from(some).scalar_subquery())
    row = db.session.execute(sa.select(*counts)).one()
    return dict(zip((state.value for state in states), row, strict=True))


def get_message(viewer: Actor, message_id: int) -> OutboxMessage:
    """One message. Raises NotFound, also for one of an UNLISTED kind."""
    row = db.session.get(OutboxMessage, message_id) if viewer.is_administrator else None
    if row is None or row.kind in UNLISTED:
        raise NotFound("There is no such message.")
    return row


def bounces_of(viewer: Actor, address: str) -> list[Bounce]:
    """The bounces of an address, newest first."""
    query = sa.select(Bounce).where(
        Bounce.address == address.strip().lower(), sa.literal(viewer.is_administrator)
    )
    return list(db.session.scalars(query.order_by(Bounce.at.desc(), Bounce.id.desc()).limit(20)))


def in_plain_words(error: str | None, address: str) -> str | None:
    """'The server at council.example says the mailbox does not exist.'"""
    if not error:
        return None
    code, _, said = error.partition(" ")
    if code.isdigit() and len(code) == 3:
        return SmtpReply(int(code), said).in_words(address)
    return error


def _rows(viewer: Actor) -> sa.Select[Any]:
    table = OutboxMessage
    rows: Any = sa.select(
        *columns_of(
            MailRow,
            id=table.id,
            kind=table.kind,
            to_address=table.to_address,
            to_name=table.to_name,
            subject=table.subject,
            is_secret=table.secret,
            state=table.state,
            attempts=table.attempts,
            last_error=table.last_error,
            created_at=table.created_at,
            due_at=table.due_at,
            sent_at=table.sent_at,
        )
    )
    return cast("sa.Select[Any]", rows.where(sa.literal(viewer.is_administrator), IS_LISTED))


def _is_stuck() -> sa.ColumnElement[bool]:
    table, now = OutboxMessage, clock.now()
    return sa.or_(
        sa.and_(table.state == MailState.WAITING, table.created_at < now - STUCK_AFTER),
        sa.and_(table.state == MailState.FAILED, table.due_at > now - FAILED_LATELY),
    )
