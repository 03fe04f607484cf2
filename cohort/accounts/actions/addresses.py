"""Changing an account's address: asked for, confirmed at the new one, reported to the old one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.accounts import codes, emails, queries
from cohort.accounts.actions.throttling import TooManyTries, plain_address
from cohort.accounts.models import AddressChange, SignInCode, User
from cohort.db import change, db
from cohort.kernel import clock, ids
from cohort.kernel.errors import Clash, Closed, NotFound
from cohort.kernel.safety_log import event
from cohort.mail import outbox

LASTS = dt.timedelta(days=1)
MOST_A_DAY = 5
CHANGED = event("address.changed", "Somebody’s address is another one now", is_change=True)


def ask_to_change_address(user: User, new_email: str) -> None:
    """Write to the new address, and tell the old one. Nothing changes until it is confirmed.

    The page looks the same when somebody else's account has the new address: its owner then
    gets a mail that somebody tried. Raises Clash for the user's own address, TooManyTries after
    five requests in a day.
    """
    new_email = plain_address(new_email)
    if new_email == user.email:
        raise Clash("That is your address already", field="new_email")
    now = clock.now()
    lately = sa.select(sa.func.count()).where(
        AddressChange.user_id == user.id, AddressChange.asked_at > now - dt.timedelta(days=1)
    )
    if (db.session.scalar(lately) or 0) >= MOST_A_DAY:
        raise TooManyTries("You have asked for this several times today. Try again tomorrow")
    _cancel_waiting(user.id)
    wish = AddressChange(
        id=ids.new_id(), user_id=user.id, new_email=new_email, expires_at=now + LASTS
    )
    db.session.add(wish)
    taken_by = queries.find_owner(new_email)
    db.session.flush()
    to_new = emails.address_taken(taken_by) if taken_by else emails.address_confirm(user, wish)
    outbox.post(to_new)
    outbox.post(emails.address_asked(user, new_email))


def find_wish(viewer: Actor, token: str) -> AddressChange:
    """The requested change that a link stands for. Raises NotFound unless it is the viewer's own,
    still waits, and is not older than a day."""
    wish_id = codes.read("address", token)
    wish = db.session.get(AddressChange, wish_id) if wish_id is not None else None
    if wish is None or wish.user_id != viewer.user_id or not is_waiting(wish):
        raise NotFound("There is no such change of address.")
    return wish


def confirm_address(viewer: Actor, wish: AddressChange) -> None:
    """Change the address, and tell the old one. Codes mailed to the old address become void.

    Raises Closed when somebody has taken the new address meanwhile, even in the same instant.
    """
    user = queries.get_active_user(viewer.user_id)
    if queries.find_owner(wish.new_email) is not None:
        raise Closed("This address cannot be used.")
    message = emails.address_changed(user, wish.new_email)  # to the old one
    try:
        with db.session.begin_nested():
            wish.confirmed_at = clock.now()
            user.email = wish.new_email
    except IntegrityError:
        raise Closed("This address cannot be used.") from None
    change(
        sa.update(SignInCode)
        .where(SignInCode.user_id == user.id, SignInCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    outbox.post(message)
    CHANGED.note(user.id)


def cancel_change(viewer: Actor) -> None:
    """Cancel the change of address."""
    _cancel_waiting(viewer.user_id)


def is_waiting(wish: AddressChange) -> bool:
    """Whether the change can still be confirmed."""
    is_open = wish.confirmed_at is None and wish.cancelled_at is None
    return is_open and codes.is_good_at(clock.now(), wish.asked_at, wish.expires_at)


def _cancel_waiting(user_id: int) -> None:
    mine = (AddressChange.user_id == user_id, AddressChange.confirmed_at.is_(None))
    statement = sa.update(AddressChange).where(*mine, AddressChange.cancelled_at.is_(None))
    change(statement.values(cancelled_at=clock.now()))
