"""Codes by mail: asking for one, answering, and using it.

Asking only records that somebody asked, whether or not the account exists, so that neither the
page's text nor its timing can differ. The worker answers (decision 010).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.accounts import codes, emails, queries
from cohort.accounts.actions import throttling
from cohort.accounts.actions.throttling import TooManyTries, Tried, Try, plain_address
from cohort.accounts.devices import STRANGE, KnownBrowser
from cohort.accounts.models import SignInCode, SignInRequest, User, Way
from cohort.db import change, db
from cohort.db.write_lock import release_write_lock
from cohort.kernel import clock, ids
from cohort.kernel.safety_log import event
from cohort.mail import bounces, outbox

SHORT_WHILE = dt.timedelta(minutes=15)
MOST_FOR_ADDRESS = 5  # requests within the short while
MOST_FOR_ADDRESS_A_DAY = 30
MOST_FROM_NETWORK = 100  # within the short while: a council's thousands share one address
ANSWER_WITHIN = dt.timedelta(hours=1)
KEEP_FOR = dt.timedelta(days=1)
TOO_MANY = event(
    "code.too_many", "A code by mail was refused, as many were asked for before", level="warning"
)


@dataclass(frozen=True)
class OpenedCode:
    """The person whom a code or link lets in, and the code."""

    user: User
    code: SignInCode

    @property
    def was_read_out(self) -> bool:
        return self.code.purpose == "read_out"


def ask_for_code(email: str, purpose: str, *, browser: str, network: str) -> None:
    """Record that somebody asked for a code ('sign_in' or 'reset') and wake the worker.

    `browser` is the hash of a key that the asking browser's cookie holds. Raises TooManyTries,
    with the same message for known and unknown addresses.
    """
    email = plain_address(email)
    now = clock.now()
    lately, today, from_network = queries.count_requests(
        email=email, network=network, now=now, while_=SHORT_WHILE
    )
    if (
        lately >= MOST_FOR_ADDRESS
        or today >= MOST_FOR_ADDRESS_A_DAY
        or from_network >= MOST_FROM_NETWORK
    ):
        TOO_MANY.note()
    if lately >= MOST_FOR_ADDRESS or today >= MOST_FOR_ADDRESS_A_DAY:
        raise TooManyTries(
            "Several codes were asked for with this address. Use the newest that arrived, or "
            "wait 15 minutes and ask again"
        )
    if from_network >= MOST_FROM_NETWORK:
        raise TooManyTries(
            "Many codes were asked for from your network. Wait 15 minutes and ask again"
        )
    db.session.add(
        SignInRequest(email=email, purpose=purpose, browser=browser, network=network[:60])
    )
    db.session.info[outbox.WAKE] = True


def answer_requests() -> int:
    """The worker's part: mail a code to everyone who asked and has an account. Returns how many."""
    answered = 0
    while True:
        request = db.session.scalar(
            sa.select(SignInRequest)
            .where(SignInRequest.answered_at.is_(None))
            .order_by(SignInRequest.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if request is None:
            release_write_lock()
            return answered
        answered += _answer(request)
        db.session.commit()


def _answer(request: SignInRequest) -> bool:
    now = clock.now()
    request.answered_at = now
    user = queries.find_user_by_email(request.email)
    if user is None or now - request.asked_at > ANSWER_WITHIN:
        return False
    code = codes.new_code()
    row = SignInCode(
        id=ids.new_id(),
        user_id=user.id,
        request_id=request.id,
        purpose=request.purpose,
        code_hash=codes.hash_code(user.id, code),
        browser=request.browser,
        made_at=now,
        expires_at=now + codes.LASTS,
    )
    db.session.add(row)
    db.session.flush()
    outbox.post(emails.code(user, row, code))
    return True


def check_code(
    email: str,
    typed: str,
    purposes: tuple[str, ...],
    network: str,
    browser: KnownBrowser = STRANGE,
) -> OpenedCode | None:
    """The person whom the typed code lets in, or None. Counts each failure, known account or not.

    The code stays good until `use` is called. Raises TooManyTries.
    """
    email = plain_address(email)
    user = queries.find_user_by_email(email)
    account = user.id if user else 0
    attempt = Try(Tried.CODE, email, network, browser.id_for(user), account)
    throttling.refuse_when_too_many(attempt)
    digits = codes.read_code(typed) or ""
    user_id = user.id if user else 0
    found = queries.find_code(user_id, codes.hash_code(user_id, digits), purposes)
    if user is None or found is None or not _is_good(found):
        throttling.note_failure(attempt)
        throttling.FAILED.note(account, way=Way.RESET if "reset" in purposes else Way.CODE)
        return None
    return OpenedCode(user, found)


def find_by_link(token: str, purpose: str, browser: str | None) -> tuple[OpenedCode | None, bool]:
    """(the person whom a mailed link lets in, whether this is the browser that asked).

    (None, False) for a link that is not ours, was used or has expired.
    """
    code_id = codes.read(f"link.{purpose}", token)
    found = queries.get_code_with_person(code_id, purpose) if code_id is not None else None
    if found is None or not _is_good(found[0]):
        return None, False
    code, user = found
    return OpenedCode(user, code), bool(browser) and code.browser == browser


def use(opened: OpenedCode) -> bool:
    """Use the code up. False when another request has used it meanwhile."""
    statement = (
        sa.update(SignInCode)
        .where(SignInCode.id == opened.code.id, SignInCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if not change(statement):
        return False
    throttling.forget_failures_of(opened.user.email)
    if not opened.was_read_out:
        bounces.clear(opened.user.email)  # the code arrived, so mail reaches this address again
    return True


def forget_old_codes() -> int:
    """Remove mailed codes and requests a day after they expired; codes that were read out stay as
    long as the sign-ins they led to (actions/sign_ins.py)."""
    before = clock.now() - KEEP_FOR
    mailed = sa.delete(SignInCode).where(
        SignInCode.expires_at < before, SignInCode.purpose != "read_out"
    )
    return change(mailed) + change(sa.delete(SignInRequest).where(SignInRequest.asked_at < before))


def _is_good(code: SignInCode) -> bool:
    return code.used_at is None and codes.is_good_at(clock.now(), code.made_at, code.expires_at)
