"""Signing in with a Microsoft account, and connecting one to an account here."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.accounts import emails, entra, queries
from cohort.accounts.entra import Identity, Trouble
from cohort.accounts.models import ExternalIdentity, User
from cohort.db import change, db
from cohort.db.write_lock import release_write_lock
from cohort.kernel import clock
from cohort.kernel.safety_log import event
from cohort.mail import outbox

CONNECTED = event(
    "microsoft.connected", "A Microsoft account can sign somebody in now", is_change=True
)
DISCONNECTED = event(
    "microsoft.disconnected", "A Microsoft account no longer signs somebody in", is_change=True
)
TIME_TO_COME_BACK = dt.timedelta(minutes=10)
OFFER_LASTS = dt.timedelta(minutes=15)

FOREIGN = (
    "This page belongs to a sign-in that was begun in another browser, was finished, or is more "
    "than ten minutes old. Start again."
)
CONNECTED_ELSEWHERE = (
    "This Microsoft account is connected to another account here. Sign in with it and disconnect "
    "it there first."
)


@dataclass(frozen=True)
class Begun:
    """A sign-in in progress, kept in the browser's signed cookie until the browser returns.

    `for_user`: the signed-in user who wants to connect the account; 0 to sign in.
    """

    nonce: str
    verifier: str
    onward: str
    for_user: int
    at: float  # seconds since 1970, in UTC

    @property
    def is_in_time(self) -> bool:
        return is_recent(self.at, TIME_TO_COME_BACK)


def is_recent(at: float, lasts: dt.timedelta) -> bool:
    """Whether a moment (seconds since 1970) is at most `lasts` ago, and not in the future."""
    return 0 <= clock.now().timestamp() - at < lasts.total_seconds()


def begin(onward: str, for_user: int, come_back_to: str) -> tuple[str, Begun, str]:
    """(state, the sign-in to keep, where to send the browser). Raises Trouble."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    release_write_lock()
    address = entra.address_to_ask(
        state=state, nonce=nonce, verifier=verifier, come_back_to=come_back_to
    )
    return state, Begun(nonce, verifier, onward, for_user, clock.now().timestamp()), address


def prove(begun: Begun, code: str, come_back_to: str) -> Identity:
    """Who came back. Raises Trouble."""
    if not begun.is_in_time:
        raise Trouble(FOREIGN)
    release_write_lock()
    return entra.redeem(code, nonce=begun.nonce, verifier=begun.verifier, come_back_to=come_back_to)


def find_person(identity: Identity) -> User | None:
    """The active person whom this Microsoft account signs in; None if nobody connected it."""
    found = queries.find_external_identity(identity.tenant_id, identity.object_id)
    if found is None:
        return None
    user = queries.get_user(found.user_id)
    if user.deactivated_at is not None:
        return None
    found.last_used_at = clock.now()
    found.shown_name = identity.shown_name
    return user


def connect(user_id: int, identity: Identity) -> None:
    """Let a Microsoft account sign this person in, and mail them so. Repeating it does nothing.

    Raises Trouble when it is connected to somebody else.
    """
    queries.take_person(user_id)
    found = queries.find_external_identity(identity.tenant_id, identity.object_id)
    if found is not None:
        if found.user_id != user_id:
            raise Trouble(CONNECTED_ELSEWHERE)
        return
    made = ExternalIdentity(
        user_id=user_id,
        tenant_id=identity.tenant_id,
        object_id=identity.object_id,
        shown_name=identity.shown_name,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except sa.exc.IntegrityError:  # somebody else connected it this instant
        raise Trouble(CONNECTED_ELSEWHERE) from None
    outbox.post(emails.microsoft_connected(queries.get_user(user_id), identity.shown_name))
    CONNECTED.note(user_id)


def disconnect(user_id: int, identity_id: int) -> None:
    """Stop it from signing them in, and mail them so, once. They can still get a code by mail."""
    queries.take_person(user_id)
    mine = ExternalIdentity.id == identity_id, ExternalIdentity.user_id == user_id
    shown_name = db.session.scalar(sa.select(ExternalIdentity.shown_name).where(*mine))
    if change(sa.delete(ExternalIdentity).where(*mine)):
        user = queries.get_user(user_id)
        outbox.post(emails.microsoft_disconnected(user, shown_name or ""))
        DISCONNECTED.note(user_id)
