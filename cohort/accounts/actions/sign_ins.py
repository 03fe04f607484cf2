"""Sign-ins: ending one, ending all, removing old ones."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts import queries
from cohort.accounts.models import AddressChange, SignIn, SignInCode, User
from cohort.accounts.settings import KEEP_SIGN_INS_DAYS, SIGN_INS_LAST_DAYS
from cohort.db import change
from cohort.kernel import clock
from cohort.settings.current import current

LASTS = dt.timedelta(days=14)  # since it was last seen; also the cookie's lifetime


def end_sign_in(viewer: Actor, sign_in_id: int) -> SignIn:
    """End one of the viewer's sign-ins. Raises NotFound for anybody else's."""
    found = queries.get_sign_in(viewer.user_id, sign_in_id)
    if found.ended_at is None:
        found.ended_at = clock.now()
    return found


def end_everywhere(user: User) -> None:
    """End all the person's sign-ins, even those whose rows are gone, by raising the epoch."""
    user.epoch += 1
    change(
        sa.update(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def forget_ended_sign_ins() -> int:
    """Remove sign-ins that ended or expired so many days ago (a setting), and the codes read out
    and address changes of that time. Returns how many sign-ins."""
    before = clock.now() - dt.timedelta(days=current(KEEP_SIGN_INS_DAYS))
    change(sa.delete(SignInCode).where(SignInCode.expires_at < before))
    change(sa.delete(AddressChange).where(AddressChange.expires_at < before))
    over = sa.or_(
        SignIn.ended_at < before,
        SignIn.last_seen_at < before - LASTS,
        SignIn.begun_at < before - dt.timedelta(days=current(SIGN_INS_LAST_DAYS)),
    )
    return change(sa.delete(SignIn).where(over))


def end_everybodys() -> int:
    """End every sign-in there is: after a restore, those that people had ended since the backup
    would be good again. Returns how many."""
    change(sa.update(User).values(epoch=User.epoch + 1))
    return change(sa.update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=clock.now()))
