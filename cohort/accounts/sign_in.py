"""The signed-in person as Flask-Login keeps it in the cookie: user id and epoch, no more.

Reading the cookie asks no database. The guard's one query per request then checks that the
account still exists, is active and has the same epoch.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Flask, Response, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from cohort.accounts.models import User
from cohort.kernel import clock

LAST_DAY = "last_day"
SIGN_IN_LASTS = dt.timedelta(days=14)


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What the cookie says, not yet checked."""

    user_id: int
    epoch: int

    def get_id(self) -> str:
        return f"{self.user_id}:{self.epoch}"


def _read_cookie(text: str) -> SignedIn | None:
    user_id, _, epoch = text.partition(":")
    if user_id.isdigit() and epoch.isdigit():
        return SignedIn(int(user_id), int(epoch))
    return None


def install(app: Flask) -> None:
    """Let Flask-Login read its part of the session cookie."""
    app.permanent_session_lifetime = SIGN_IN_LASTS
    manager = LoginManager()
    manager.session_protection = None  # phones and office networks change address all day
    manager.user_loader(_read_cookie)
    manager.init_app(app)
    app.after_request(_keep_alive)


def _keep_alive(response: Response) -> Response:
    """Send the cookie again once a day, so that the 14 days count from the last visit."""
    today = clock.now().date().isoformat()
    if "_user_id" in session and session.get(LAST_DAY) != today:
        session[LAST_DAY] = today
    return response


def begin(user: User) -> None:
    """Sign this browser in, in a session of its own."""
    # The forms' own token goes on: a page left open in another tab can still be sent.
    token = session.get("csrf_token")
    session.clear()
    if token:
        session["csrf_token"] = token
    session.permanent = True
    login_user(SignedIn(user.id, user.epoch))


def end() -> None:
    """Sign this browser out."""
    logout_user()
    session.clear()
