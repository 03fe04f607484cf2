"""A code that a facilitator reads out to somebody whose mail does not arrive."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts import codes, emails, queries
from cohort.accounts.models import SignInCode
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import Closed, NotAllowed
from cohort.kernel.safety_log import event
from cohort.mail import outbox

MOST_A_DAY = 5
READ_OUT = event("code.read_out", "A facilitator read out a code to sign in", is_change=True)


def make_read_out_code(actor: Actor, user_id: int, *, is_host: bool) -> str:
    """Make six digits for the facilitator `actor` to read out; good once, for 15 minutes.

    `is_host`: the person organises or facilitates something, so that a code which somebody else
    knows would open too much. The code's user is only vouched for (Actor.is_vouched_for), and
    gets a mail.

    Raises NotAllowed for hosts, administrators and the actor themselves, NotFound if there is no
    such active person, Closed after five codes in a day.
    """
    user = queries.get_active_user(user_id)
    if is_host or user.administrator_since is not None or user.id == actor.user_id:
        raise NotAllowed(
            "A code can be read out to participants only. Whoever hosts a cohort or runs a "
            "programme signs in by their own means."
        )
    now = clock.now()
    made_lately = sa.select(sa.func.count()).where(
        SignInCode.user_id == user_id,
        SignInCode.purpose == "read_out",
        SignInCode.made_at > now - dt.timedelta(days=1),
    )
    if (db.session.scalar(made_lately) or 0) >= MOST_A_DAY:
        raise Closed(f"{MOST_A_DAY} codes were read out to {user.name} within a day. Try tomorrow.")
    code = codes.new_code()
    row = SignInCode(
        user_id=user_id,
        read_out_by=actor.user_id,
        purpose="read_out",
        code_hash=codes.hash_code(user_id, code),
        expires_at=now + codes.LASTS,
    )
    db.session.add(row)
    cohort_id = actor.asked_cohort.id if actor.asked_cohort else None
    record(actor, "person:read-out-code", user, cohort_id=cohort_id)
    outbox.post(emails.code_read_out(user, by=actor.name))
    READ_OUT.note(user_id)
    return code
