"""“Delete my account”: closed at once, undone by signing in for some days, then erased."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa
import structlog

from cohort.access.actor import NOBODY, Actor
from cohort.accounts.models import SignIn, User
from cohort.audit_log.actions import record
from cohort.data_rights import emails, queries, registry
from cohort.data_rights.actions import retention
from cohort.data_rights.models import AccountDeletion
from cohort.data_rights.settings import DELETION_UNDO_DAYS
from cohort.db import change, db, take_advisory_lock
from cohort.files import store
from cohort.kernel import clock
from cohort.kernel.data_rights import DataSubject, Erased
from cohort.kernel.errors import Closed
from cohort.kernel.safety_log import event
from cohort.mail import outbox
from cohort.mail.models import MailState, OutboxMessage
from cohort.programmes.queries.administration import is_last_administrator
from cohort.settings.current import current
from cohort.web.logs import reason_of

log = structlog.get_logger(__name__)
BATCH = 500
ASKED = event("deletion.asked", "Somebody closed their account, to be erased", is_change=True)
ORDERED = event(
    "deletion.ordered",
    "An administrator, or a command, closed somebody’s account, to be erased",
    level="warning",
    is_change=True,
)
WITHDRAWN = event("deletion.withdrawn", "An account is open again", is_change=True)
ERASED = event("deletion.done", "An account was erased", level="warning")


def ask_for_deletion(user: User, *, remove_posts: bool) -> AccountDeletion:
    """Close the user's own account; it is erased when the time to undo is over.

    Raises Closed with what to do first, for the last administrator or a programme's sole organiser.
    """
    take_advisory_lock("administrators")
    in_the_way = queries.what_stands_in_the_way(user.id)
    if in_the_way:
        raise Closed(in_the_way[0])
    due = clock.now() + dt.timedelta(days=current(DELETION_UNDO_DAYS))
    return _close(user, due, remove_posts=remove_posts, by_administrator=False)


def erase_somebody(
    actor: Actor, user: User, *, reason: str, remove_posts: bool, at_once: bool
) -> AccountDeletion:
    """An administrator closes somebody's account, to be erased at once or after the same days.

    Raises Closed for the last administrator: nobody would be left to run the site.
    """
    take_advisory_lock("administrators")
    if is_last_administrator(user.id):
        raise Closed(queries.LAST_ADMINISTRATOR)
    days = 0 if at_once else current(DELETION_UNDO_DAYS)
    due = clock.now() + dt.timedelta(days=days)
    how = {"at_once": at_once, "remove_posts": remove_posts}
    record(actor, "person:erase-asked", user, reason=reason, **how)
    return _close(user, due, remove_posts=remove_posts, by_administrator=True)


def _close(
    user: User, due: dt.datetime, *, remove_posts: bool, by_administrator: bool
) -> AccountDeletion:
    now = clock.now()
    db.session.refresh(user, with_for_update=True)
    wish = queries.open_deletion(user.id)
    if wish is None:
        wish = AccountDeletion(user_id=user.id, remove_posts=remove_posts, due_at=due)
        db.session.add(wish)
    wish.remove_posts, wish.due_at = remove_posts, due
    user.leaving_at = due
    user.epoch += 1
    still_open = sa.and_(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    change(sa.update(SignIn).where(still_open).values(ended_at=now))
    db.session.flush()
    if due > now:
        outbox.post(emails.deletion_asked(user, wish, by_administrator=by_administrator))
    (ORDERED if by_administrator else ASKED).note(user.id)
    db.session.info[outbox.WAKE] = True
    return wish


def keep_account(user_id: int) -> bool:
    """Withdraw the wish. False when there was none; an account that is due can be kept until it
    has been erased."""
    user = db.session.get_one(User, user_id, with_for_update=True)
    user.leaving_at = None
    wish = queries.open_deletion(user_id)
    if wish is None:
        return False
    wish.cancelled_at = clock.now()
    WITHDRAWN.note(user_id)
    return True


def erase_due() -> int:
    """Erase each account that is due, one transaction a person; returns how many.

    If it is killed midway, the person in progress is unchanged, and is taken again.
    """
    count, failed = 0, list[int]()
    while (wish := queries.next_due_deletion(clock.now(), without=failed)) is not None:
        wish_id = wish.id
        try:
            user = db.session.get_one(User, wish.user_id)
            came_back = retention.came_back(user, wish)
            if came_back:
                wish.cancelled_at = clock.now()
            else:
                erase(wish)
                count += 1
            db.session.commit()
            (WITHDRAWN if came_back else ERASED).note(wish.user_id)
        except Exception as error:  # one person's failure must not hold up the others
            db.session.rollback()
            log.exception("an account could not be erased", wish=wish_id, error=reason_of(error))
            failed.append(wish_id)
    forget_farewells()
    return count


def erase(wish: AccountDeletion) -> Erased:
    """Erase one person now, in this transaction, and post the last message to them."""
    user = db.session.get_one(User, wish.user_id, with_for_update=True)
    whose, name = DataSubject(user.id, user.email), user.name
    done = registry.erase(whose, remove_posts=wish.remove_posts)
    _empty_mail_that_names(name)
    wish.done_at = clock.now()
    for key in done.files:
        store.delete_after_commit(key)
    record(NOBODY, "person:erase", user, removed=dict(done.removed), kept=dict(done.kept))
    db.session.flush()
    db.session.refresh(user)
    outbox.post(emails.deletion_done(name, whose.email, wish))
    return done


def _empty_mail_that_names(name: str) -> None:
    """Clear mail to other people that holds the name, such as an invitation from this person."""
    went = OutboxMessage.state != MailState.WAITING
    holds = OutboxMessage.text.contains(name, autoescape=True)
    found = db.session.execute(sa.select(OutboxMessage.id, OutboxMessage.text).where(went, holds))
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)  # “Al” is not in “also”
    naming = [message_id for message_id, text in found if whole.search(text)]
    for start in range(0, len(naming), BATCH):
        these = OutboxMessage.id.in_(naming[start : start + BATCH])
        change(sa.update(OutboxMessage).where(these).values(text="", html=""))


def forget_farewells() -> int:
    """Remove the last message to an erased person from the outbox once it is dealt with."""
    dealt_with = sa.and_(
        OutboxMessage.kind == emails.FAREWELL, OutboxMessage.state != MailState.WAITING
    )
    return change(sa.delete(OutboxMessage).where(dealt_with))
