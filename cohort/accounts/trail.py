"""A reader's own trail: when each sign-in was last seen, and on which day the person was.

Written after the answer has gone, on a connection of its own, at most every ten minutes for each
sign-in in each process. It is safe to lose: a database that is busy is not waited for.
"""

from __future__ import annotations

import datetime as dt
import threading

import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from cohort.accounts.models import SignIn, User
from cohort.db import BUSY_TIMEOUT_MS, db, reading
from cohort.kernel import clock
from cohort.web.guard import viewer

log = structlog.get_logger(__name__)

AT_MOST_EVERY = dt.timedelta(minutes=10)
MOST_REMEMBERED = 5000
WAIT_MS = 100


def install(app: Flask) -> None:
    """Note who was seen once their answer has been sent."""
    app.extensions["trail"] = {}
    app.extensions["trail_lock"] = threading.Lock()
    app.after_request(_note_when_sent)


def _note_when_sent(response: Response) -> Response:
    actor = viewer()
    if actor.is_signed_in and actor.sign_in_id and _is_due(actor.sign_in_id):
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
        facts = (actor.user_id, actor.sign_in_id, clock.now())
        response.call_on_close(lambda: _write(app, *facts))
    return response


def _is_due(sign_in_id: int) -> bool:
    """Whether ten minutes have passed; if so, they begin anew."""
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


def _write(app: Flask, user_id: int, sign_in_id: int, now: dt.datetime) -> None:
    mine = sa.update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now)
    today = now.date()
    not_today = sa.or_(User.last_seen_on.is_(None), User.last_seen_on != today)
    day = sa.update(User).where(User.id == user_id, not_today).values(last_seen_on=today)
    try:
        with app.app_context(), reading(only=False), db.engine.connect() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            raw = connection.connection.driver_connection
            try:
                if is_sqlite and raw is not None:
                    raw.execute(f"PRAGMA busy_timeout={WAIT_MS}")
                with connection.begin():
                    if not is_sqlite:
                        connection.execute(sa.text(f"SET LOCAL lock_timeout = '{WAIT_MS}ms'"))
                    connection.execute(mine)
                    connection.execute(day)
            finally:
                if is_sqlite and raw is not None:
                    raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    except SQLAlchemyError as error:
        log.info("a trail was not written", error=type(error).__name__)
