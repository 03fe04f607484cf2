"""Last-seen marks: when each sign-in was last seen, and on which day the person was.

Written at most every ten minutes for each sign-in in each process (see web/after_response.py).
"""

from __future__ import annotations

import datetime as dt
import threading

import sqlalchemy as sa
from flask import Flask, Response, current_app

from cohort.accounts.models import SignIn, User
from cohort.kernel import clock
from cohort.web import after_response
from cohort.web.guard import viewer

AT_MOST_EVERY = dt.timedelta(minutes=10)
MOST_REMEMBERED = 5000


def install(app: Flask) -> None:
    """Note who was seen, after their response has been sent."""
    app.extensions["trail"] = {}
    app.extensions["trail_lock"] = threading.Lock()
    app.after_request(_note_when_sent)


def _note_when_sent(response: Response) -> Response:
    actor = viewer()
    if actor.is_signed_in and actor.sign_in_id and _is_due(actor.sign_in_id):
        after_response.leave(response, *_seen(actor.user_id, actor.sign_in_id))
    return response


def _seen(user_id: int, sign_in_id: int) -> tuple[sa.Update, sa.Update]:
    now = clock.now()
    mine = sa.update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now)
    not_today = sa.or_(User.last_seen_on.is_(None), User.last_seen_on != now.date())
    day = sa.update(User).where(User.id == user_id, not_today).values(last_seen_on=now.date())
    return mine, day


def _is_due(sign_in_id: int) -> bool:
    """Whether ten minutes have passed; if so, start them again."""
    seen: dict[int, dt.datetime] = current_app.extensions["trail"]
    now = clock.now()
    with current_app.extensions["trail_lock"]:
        last = seen.get(sign_in_id)
        if last is not None and abs(now - last) < AT_MOST_EVERY:
            return False
        if len(seen) >= MOST_REMEMBERED:
            seen.clear()
        seen[sign_in_id] = now
    return True
