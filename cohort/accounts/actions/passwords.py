"""Choosing a new password, whether or not the old one was forgotten."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts import codes, emails, queries
from cohort.accounts.actions import codes as mailed
from cohort.accounts.actions import sign_ins, throttling
from cohort.accounts.actions.codes import OpenedCode
from cohort.accounts.actions.throttling import Tried, Try
from cohort.accounts.devices import STRANGE, KnownBrowser
from cohort.accounts.models import SignInCode, User
from cohort.accounts.passwords import check_new_password, hash_password, password_fits
from cohort.db import change, db
from cohort.db.write_lock import release_write_lock
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.kernel.safety_log import event
from cohort.mail import outbox

FRESH = dt.timedelta(minutes=15)
CHANGED = event("password.changed", "Somebody has a new password", is_change=True)
NOT_PROVED = event(
    "proof.failed", "Somebody signed in gave a wrong password when asked again", level="warning"
)


class NotProved(DomainError):
    """The act needs the current password, or a sign-in in the last minutes."""


def reset_password(opened: OpenedCode, password: str) -> bool:
    """Set the password of the person whom the code let in. All their sign-ins end, their other
    codes become void, and failures are forgotten. False when another request used the code first.

    Raises WeakPassword; the code is then still good.
    """
    user = opened.user
    check_new_password(password, email=user.email, name=user.name)
    password_hash = _hash_unlocked(password)
    if not mailed.use(opened):
        return False
    _set(user, password_hash)
    return True


def change_password(user: User, password: str) -> None:
    """Set the password of somebody who has shown who they are. All sign-ins end; the caller
    renews the current one. Raises WeakPassword."""
    check_new_password(password, email=user.email, name=user.name)
    _set(user, _hash_unlocked(password))


def prove(viewer: Actor, password: str, network: str, browser: KnownBrowser = STRANGE) -> User:
    """The viewer's own account, once they have shown again that it is they: by the current
    password, or, where they have none, by having signed in within the last 15 minutes.

    Raises NotProved, or TooManyTries.
    """
    user = queries.get_active_user(whose(viewer))
    if user.password_hash is None:
        if not is_fresh(viewer):
            raise NotProved("Sign in again first: this needs a sign-in of the last 15 minutes")
        return user
    attempt = Try(Tried.PASSWORD, user.email, network, browser.id_for(user), user.id)
    throttling.refuse_when_too_many(attempt)
    stored = user.password_hash
    release_write_lock()  # as _hash_unlocked does
    if not password_fits(password, stored):
        throttling.note_failure(attempt)
        NOT_PROVED.note()
        raise NotProved("That is not your current password")
    return user


def whose(viewer: Actor) -> int:
    """The id of the viewer's own account, even if they are only half signed in."""
    return viewer.user_id or viewer.half_user_id


def is_fresh(viewer: Actor) -> bool:
    """Whether this browser signed in within the last 15 minutes."""
    begun = queries.get_sign_in(whose(viewer), viewer.sign_in_id).begun_at
    return codes.is_good_at(clock.now(), begun, begun + FRESH)


def _hash_unlocked(password: str) -> str:
    """Hashing is slow on purpose, so the transaction ends first: nothing may have been written in
    it yet."""
    release_write_lock()
    return hash_password(password)


def _set(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    sign_ins.end_everywhere(user)
    change(
        sa.update(SignInCode)
        .where(SignInCode.user_id == user.id, SignInCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    throttling.forget_failures_of(user.email)
    db.session.flush()
    outbox.post(emails.password_changed(user, clock.now()))
    CHANGED.note(user.id)
