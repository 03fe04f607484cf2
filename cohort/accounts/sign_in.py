"""The signed-in person as Flask-Login keeps it in the cookie: user id, epoch and sign-in id.

Reading the cookie asks no database. The guard's one query per request then checks that the
account still exists, is active and has the same epoch, and that this sign-in has not been ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as Redirect

from cohort.accounts import codes, devices, kept_forms, last_seen
from cohort.accounts.models import SignIn, User, Way
from cohort.db import change, db
from cohort.kernel import clock, ids
from cohort.kernel.networks import network_of
from cohort.kernel.safety_log import event

LAST_DAY = "last_day"
SIGN_IN_LASTS = dt.timedelta(days=14)
# These survive the new session when somebody signs in: the forms' own token (so that a page left
# open in another tab can still be sent), the key to what they had typed before, and the Microsoft
# account that they proved and may now connect.
CARRIED_OVER = ("csrf_token", "kept_form", "microsoft_unknown")
BROWSER_KEY = "browser_key"
ONLY_COHORT = "only_cohort"
DONE = event(
    "sign_in.done",
    "Somebody signed in; whoever has a second factor has yet to give it",
    "way",
    is_change=True,
)


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What the cookie says, not yet checked."""

    user_id: int
    epoch: int
    sign_in_id: int

    def get_id(self) -> str:
        return f"{self.user_id}:{self.epoch}:{self.sign_in_id}"


def _read_cookie(text: str) -> SignedIn | None:
    parts = text.split(":")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        return SignedIn(*(int(part) for part in parts))
    return None


def install(app: Flask, only_cohort_of: Callable[[int, int, int], str | None]) -> None:
    """Let Flask-Login read its part of the session cookie. `only_cohort_of`: of a user, their
    epoch and a sign-in, the slug of the one cohort that it is all about, or None."""
    app.extensions[ONLY_COHORT] = only_cohort_of
    app.permanent_session_lifetime = SIGN_IN_LASTS
    manager = LoginManager()
    manager.session_protection = None  # phones and offices change their IP address all day
    manager.user_loader(_read_cookie)
    manager.init_app(app)
    app.after_request(_keep_alive)
    devices.install(app)
    kept_forms.install(app)
    last_seen.install(app)


def _keep_alive(response: Response) -> Response:
    """Renew the cookie once a day, so that its 14 days count from the last visit."""
    today = clock.now().date().isoformat()
    if "_user_id" in session and session.get(LAST_DAY) != today:
        session[LAST_DAY] = today
    return response


def begin(user: User, way: Way, *, vouched_by: int | None = None) -> SignIn:
    """Sign this browser in, in a new session, however the person proved who they are;
    `vouched_by` is the facilitator who read a code out to them.

    A person who needs a second factor is only half signed in until they give it: the guard lets
    them do nothing else. Answer with `arrive`.
    """
    _end_row()
    carried = {name: session[name] for name in CARRIED_OVER if name in session}
    session.clear()
    session.update(carried)
    session.permanent = True
    found = SignIn(
        id=ids.new_id(),
        user_id=user.id,
        vouched_by=vouched_by,
        way=way,
        network=network_of(request.remote_addr),
        device=devices.in_words(request.user_agent.string or "")[:120],
    )
    db.session.add(found)
    login_user(SignedIn(user.id, user.epoch, found.id))
    if way != Way.READ_OUT:
        devices.remember(user)
    DONE.note(user.id, way=way)
    return found


def renew(user: User, sign_in_id: int) -> None:
    """Keep this browser signed in, after the person's epoch was raised to end all others."""
    change(sa.update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=None))
    login_user(SignedIn(user.id, user.epoch, sign_in_id))
    devices.remember(user)


def arrive(onward: str) -> Redirect:
    """The redirect at the end of every way in, including the second step and the cohort's
    agreement: first to any form that is kept to be finished, else to `onward`, a path of this
    site. Who asked for no page and belongs to one cohort alone goes to its home, not to a list of
    one."""
    finish = url_for("accounts.finish_kept")
    if session.get(kept_forms.KEPT) and not onward.startswith(finish):
        onward = url_for("accounts.finish_kept", next=onward)
    elif onward == url_for("programmes.my_cohorts") and current_user.is_authenticated:
        me = current_user
        only = current_app.extensions[ONLY_COHORT](me.user_id, me.epoch, me.sign_in_id)
        onward = url_for("site.cohort_home", cohort_slug=only) if only else onward
    return redirect(onward, 303)


def end() -> None:
    """Sign this browser out. It remembers the user: a form that they send from a page left open
    is kept for them, and not shown to the next user."""
    was = current_user.user_id if current_user.is_authenticated else session.get(kept_forms.WAS)
    _end_row()
    logout_user()
    session.clear()
    if was:
        session[kept_forms.WAS] = was


def browser_key(*, make: bool = False) -> str | None:
    """The hash of the key that proves this browser to be the one that asked for a code."""
    if make and BROWSER_KEY not in session:
        session[BROWSER_KEY] = codes.new_browser_key()
    key = session.get(BROWSER_KEY)
    return codes.hash_browser_key(key) if isinstance(key, str) else None


def _end_row() -> None:
    if current_user.is_authenticated:
        mine = (SignIn.id == current_user.sign_in_id, SignIn.user_id == current_user.user_id)
        change(
            sa.update(SignIn).where(*mine, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
        )
