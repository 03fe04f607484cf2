"""The codes to write down: made, shown until they are kept, and used up one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from cohort.accounts import emails, queries, recovery_codes
from cohort.accounts.models import RecoveryCode
from cohort.db import change, db
from cohort.db.write_lock import release_write_lock
from cohort.kernel import clock, ids
from cohort.kernel.safety_log import event
from cohort.mail import outbox

SHOWN_FOR = dt.timedelta(hours=1)
MADE = event("recovery_codes.made", "Somebody has new recovery codes", is_change=True)
USED = event(
    "recovery_codes.used",
    "A recovery code was given in place of a code from the app; `left` are still good",
    "left",
    level="warning",
    is_change=True,
)


def prepare() -> Sequence[tuple[int, str]]:
    """(id, hash) of ten new codes. Slow, so nothing may have been written in this transaction."""
    release_write_lock()
    salt = recovery_codes.new_salt()
    fresh = [ids.new_id() for _ in range(recovery_codes.CODES)]
    return [(one, recovery_codes.hash_code(recovery_codes.code_of(one), salt)) for one in fresh]


def replace(user_id: int, prepared: Sequence[tuple[int, str]]) -> None:
    """Give the person these codes; their old ones stop working."""
    change(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    for row_id, code_hash in prepared:
        db.session.add(RecoveryCode(id=row_id, user_id=user_id, code_hash=code_hash))
    found = queries.find_second_factor(user_id, alone=True)
    if found:
        found.codes_kept_at = None
    db.session.flush()
    MADE.note(user_id)


def to_show(user_id: int) -> list[str]:
    """The codes to write down: available for an hour after they were made, or until the person
    says that they have kept them."""
    found = queries.find_second_factor(user_id)
    rows = queries.recovery_codes_left(user_id)
    if found is None or found.codes_kept_at or not rows:
        return []
    if not clock.now() - SHOWN_FOR < rows[0].made_at <= clock.now():
        return []
    # All were made with one SECRET_KEY: if the first is not what is stored, it has changed since.
    first, stored = recovery_codes.code_of(rows[0].id), rows[0].code_hash
    if recovery_codes.hash_code(first, recovery_codes.salt_of(stored)) != stored:
        return []
    return [recovery_codes.code_of(row.id) for row in rows]


def keep(user_id: int) -> None:
    """Note that the person has kept the codes: they are never shown again."""
    found = queries.find_second_factor(user_id, alone=True)
    if found and not found.codes_kept_at:
        found.codes_kept_at = clock.now()


def hash_typed(user_id: int, typed: str) -> str:
    """The hash by which `use` finds a code of this person; empty when they have none left. Slow,
    so nothing may have been written in this transaction."""
    left = queries.recovery_codes_left(user_id)
    salt = recovery_codes.salt_of(left[0].code_hash) if left else None
    release_write_lock()
    return recovery_codes.hash_code(typed, salt) if salt else ""


def use(user_id: int, code_hash: str) -> int | None:
    """Use the code up, and mail the person so. Returns how many are left; None when there is no
    such code, or no longer."""
    this_one = (
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == code_hash,
        RecoveryCode.used_at.is_(None),
    )
    if change(sa.update(RecoveryCode).where(*this_one).values(used_at=clock.now())) != 1:
        return None
    left = len(queries.recovery_codes_left(user_id))
    outbox.post(emails.recovery_code_used(queries.get_user(user_id), left))
    USED.note(user_id, left=left)
    return left
