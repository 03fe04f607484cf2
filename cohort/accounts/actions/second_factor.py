"""The second factor: set up, given, replaced, turned off, and taken away by an administrator."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts import emails, queries, totp
from cohort.accounts.actions import recovery_codes, throttling
from cohort.accounts.actions.throttling import Tried, Try
from cohort.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from cohort.audit_log.actions import record
from cohort.db import change, db
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.kernel.safety_log import event
from cohort.mail import outbox

FAILURES_COUNT_FOR = dt.timedelta(minutes=15)
MOST_BY_PERSON = 5  # wrong codes in a quarter of an hour
MOST_BY_NETWORK = 100  # failures of any kind
OFFER_LASTS = dt.timedelta(hours=1)
FAR_OFF = 20  # steps: how far a phone's clock may be out for us to say so at set-up

WRONG_CODE = (
    "That code is not right. Wait for the next one in your app and enter its six digits. If "
    "codes keep being refused, set your phone’s clock to automatic"
)
WRONG_RECOVERY_CODE = (
    "That is not one of your recovery codes, or it was used before. Check it letter by letter"
)
USED_CODE = "That code has been used already. Wait for the next one in your app"
CLOCK_WENT_BACK = (
    "This site’s clock was set back after you last used a code, so codes from your app are refused "
    "until it has caught up. Use a recovery code now, or try again in a few minutes"
)
KEY_CHANGED = (
    "This site’s secret key was changed, so it cannot check codes from your app any more. Use a "
    "recovery code, or ask an administrator to remove your second factor so that you can set it "
    "up again"
)
TOO_MANY = "Too many wrong codes. Wait 15 minutes and try again"

GIVEN = event("second_factor.done", "Somebody finished signing in with a second factor")
FAILED = event("second_factor.failed", "A wrong code was given as second factor", level="warning")
ON = event("second_factor.on", "Somebody has a second factor now", is_change=True)
REPLACED = event("second_factor.replaced", "Codes come from another phone now", is_change=True)
OFF = event(
    "second_factor.off", "Somebody turned their second factor off", level="warning", is_change=True
)
REMOVED = event(
    "second_factor.removed",
    "An administrator, or a command, took somebody’s second factor away",
    level="warning",
    is_change=True,
)


class Refused(DomainError):
    """The code is refused; the message says why, beside the field."""


def offer_secret(user_id: int) -> None:
    """Make a secret to show as a QR code, unless one was made within the hour: two tabs, or two
    presses, share one set-up."""
    found = queries.find_second_factor(user_id, alone=True)
    now = clock.now()
    if found is None:
        found = SecondFactor(user_id=user_id)
        db.session.add(found)
    elif offered_secret(found):
        return
    found.offered_secret = totp.seal(totp.make_secret())
    found.begun_at = now
    db.session.flush()


def offered_secret(found: SecondFactor | None) -> str | None:
    """The sealed secret that is being set up. It expires after an hour: otherwise anybody who
    found the browser open on another day could finish what its owner began."""
    now = clock.now()
    if found is None or not now - OFFER_LASTS < found.begun_at <= now:
        return None
    return found.offered_secret


def confirm_secret(user_id: int, sign_in_id: int, typed: str) -> None:
    """Start using the offered secret, as `typed` was made from it; make recovery codes.

    This counts as the sign-in's second factor. Raises Refused.
    """
    code = _digits(typed)
    _find_step(queries.find_second_factor(user_id), code)  # before the slow work for a right one
    new_codes = recovery_codes.prepare()
    found = queries.find_second_factor(user_id, alone=True)
    found, offered, step = _find_step(found, code)
    replaced = found.confirmed_at is not None
    found.sealed_secret, found.offered_secret = offered, None
    found.confirmed_at, found.last_step = clock.now(), step
    db.session.flush()
    recovery_codes.replace(user_id, new_codes)
    _mark_given(sign_in_id)
    user = queries.get_user(user_id)
    outbox.post(emails.second_factor_added(user, replaced=replaced))
    (REPLACED if replaced else ON).note(user_id)


def _find_step(found: SecondFactor | None, code: str) -> tuple[SecondFactor, str, int]:
    """(the second factor, its offered secret, the step whose code this is). Raises Refused."""
    offered = offered_secret(found)
    if found is None or not offered:
        raise Refused("This set-up was finished or had ended. Begin again")
    return found, offered, _step_of_offered(offered, code)


def _step_of_offered(sealed: str, code: str) -> int:
    try:
        secret = totp.unseal(sealed)
    except totp.Unreadable:
        raise Refused(KEY_CHANGED) from None
    now = clock.now()
    step = totp.find_step(secret, code, now)
    if step is None:
        # Only here, where the screen shows the secret, may we say how near a wrong code is.
        near = totp.find_step(secret, code, now, drift=FAR_OFF)
        if near is None:
            raise Refused(WRONG_CODE)
        minutes = max(1, abs(near - totp.step_at(now)) * totp.STEP_SECONDS // 60)
        way = "ahead" if near > totp.step_at(now) else "behind"
        raise Refused(
            f"Your phone’s clock is about {minutes} minute{'' if minutes == 1 else 's'} {way}. "
            "Set it to automatic in the phone’s settings, then enter the code it shows"
        )
    return step


def give_second_factor(user_id: int, sign_in_id: int, typed: str, network: str) -> int | None:
    """Finish a sign-in with a code. Returns how many recovery codes are left if it was one.

    Raises Refused.
    """
    left = prove(user_id, typed, network)
    _mark_given(sign_in_id)
    GIVEN.note(user_id)
    return left


def renew_recovery_codes(user_id: int, typed: str, network: str) -> int | None:
    """Check a code and use it up, as `prove` does, and make ten new recovery codes; the old ones
    stop working. Raises Refused."""
    _refuse_when_too_many(_try(user_id, network))
    new_codes = recovery_codes.prepare()
    left = prove(user_id, typed, network)
    recovery_codes.replace(user_id, new_codes)
    return left


def prove(user_id: int, typed: str, network: str) -> int | None:
    """Check a code from the app, or a recovery code, and use it up.

    Returns how many recovery codes are left if it was one, else None. Records each failure.
    Raises Refused.
    """
    attempt, code_hash = _try(user_id, network), None
    if _looks_like_a_recovery_code(typed):
        _refuse_when_too_many(attempt)
        code_hash = recovery_codes.hash_typed(user_id, typed)
    # The lock makes many tries at once wait for one another.
    found = queries.find_second_factor(user_id, alone=True)
    _refuse_when_too_many(attempt)
    if found is None or found.confirmed_at is None:
        raise Refused("You have no second factor yet")
    try:
        if code_hash is not None:
            return _use_recovery_code(user_id, code_hash)
        _use_code(found, _digits(typed))
    except Refused as refusal:
        if str(refusal) not in (KEY_CHANGED, CLOCK_WENT_BACK):
            throttling.note_failure(attempt)
            FAILED.note(user_id)
        raise
    return None


def _try(user_id: int, network: str) -> Try:
    return Try(Tried.SECOND_FACTOR, f"second-factor:{user_id}", network, account=user_id)


def _refuse_when_too_many(attempt: Try) -> None:
    now = clock.now()
    by_person, by_network = queries.count_failures(
        attempt, since=now - FAILURES_COUNT_FOR, now=now + throttling.SKEW
    )
    if by_person.count >= MOST_BY_PERSON or by_network.count >= MOST_BY_NETWORK:
        throttling.LOCKED.note(attempt.account, tried=attempt.kind)
        raise Refused(TOO_MANY)


def _use_recovery_code(user_id: int, code_hash: str) -> int:
    left = recovery_codes.use(user_id, code_hash)
    if left is None:
        raise Refused(WRONG_RECOVERY_CODE)
    return left


def _digits(typed: str) -> str:
    """The six digits without spaces. Raises Refused."""
    code = "".join(typed.split()).replace("-", "")
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise Refused("Enter the six digits that your app shows")
    return code


def _looks_like_a_recovery_code(typed: str) -> bool:
    return any(letter.isalpha() for letter in typed)


def _use_code(found: SecondFactor, code: str) -> None:
    """Use up a code. Raises Refused if it is wrong, or its step was used or has passed.

    A conditional update sets the step: of two requests at once, one wins.
    """
    try:
        secret = totp.unseal(found.sealed_secret)
    except totp.Unreadable:
        raise Refused(KEY_CHANGED) from None
    now = clock.now()
    step = totp.find_step(secret, code, now)
    if step is None:
        raise Refused(WRONG_CODE)
    mine = SecondFactor.user_id == found.user_id, SecondFactor.sealed_secret == found.sealed_secret
    newer = SecondFactor.last_step < step
    if change(sa.update(SecondFactor).where(*mine, newer).values(last_step=step)) != 1:
        went_back = found.last_step > totp.step_at(now) + totp.DRIFT
        raise Refused(CLOCK_WENT_BACK if went_back else USED_CODE)


def turn_off(user_id: int) -> None:
    """Turn the second factor off. The caller has checked a code, and that it is not compulsory."""
    _remove(user_id)
    outbox.post(emails.second_factor_removed(queries.get_user(user_id), by_them=True))
    OFF.note(user_id)


def reset_second_factor(actor: Actor, user: User, reason: str) -> bool:
    """Take away a person's second factor, because phone and recovery codes are lost.

    Records the reason, and mails the person. Returns whether there was one. Where it is
    compulsory, they must set up a new one at once.
    """
    if queries.find_second_factor(user.id, alone=True) is None:
        return False
    _remove(user.id)
    change(sa.update(SignIn).where(SignIn.user_id == user.id).values(second_factor_at=None))
    record(actor, "person:reset-second-factor", user, reason=reason)
    outbox.post(emails.second_factor_removed(user, by_them=False))
    REMOVED.note(user.id)
    return True


def _remove(user_id: int) -> None:
    for table in (RecoveryCode, SecondFactor):
        change(sa.delete(table).where(table.user_id == user_id))


def _mark_given(sign_in_id: int) -> None:
    mine = SignIn.id == sign_in_id
    change(sa.update(SignIn).where(mine).values(second_factor_at=clock.now()))
