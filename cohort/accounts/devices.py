"""The browser that somebody uses: its name, and whether the person signed in with it before.

A separate signed cookie remembers who signed in with this browser, and outlives signing out: so
a stranger's failures on somebody's account do not keep its owner out (actions/throttling.py). It
opens nothing by itself.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadData, URLSafeSerializer

from cohort.accounts.models import User

LASTS_SECONDS = 365 * 24 * 3600
MOST_PEOPLE = 5
ID = re.compile(r"[\w-]{22}")
# The first match wins; most browsers claim to be several others.
BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"OPR/|OPiOS/|Opera", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"CriOS/|Chrome/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
    (r"Trident/|MSIE ", "Internet Explorer"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"CrOS", "a Chromebook"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "a Mac"),
    (r"Linux|X11", "Linux"),
)


@dataclass(frozen=True)
class KnownBrowser:
    """`people` is {user id: epoch} of those who signed in with it."""

    id: str = ""
    people: dict[int, int] = field(default_factory=dict)

    def id_for(self, user: User | None) -> str:
        """This browser's id if the person signed in with it before, else empty."""
        return self.id if user and self.people.get(user.id) == user.epoch else ""


STRANGE = KnownBrowser()


def in_words(user_agent: str) -> str:
    """'Edge on Windows', from a browser's User-Agent."""
    browser = next((name for mark, name in BROWSERS if re.search(mark, user_agent)), "A browser")
    system = next((name for mark, name in SYSTEMS if re.search(mark, user_agent)), "")
    return f"{browser} on {system}" if system else browser


def this_browser() -> KnownBrowser:
    """The browser in this request's cookie, if the cookie is genuine."""
    try:
        browser_id, people = _serializer().loads(request.cookies.get(_cookie(), ""))
        known = {int(user_id): int(epoch) for user_id, epoch in people}
    except (BadData, TypeError, ValueError):
        return STRANGE
    return KnownBrowser(browser_id, known) if ID.fullmatch(str(browser_id)) else STRANGE


def remember(user: User) -> None:
    """Remember that the person signed in with this browser."""
    known = g.get("browser_to_remember") or this_browser()
    people = {key: epoch for key, epoch in known.people.items() if key != user.id}
    newest = dict([*people.items(), (user.id, user.epoch)][-MOST_PEOPLE:])
    g.browser_to_remember = KnownBrowser(known.id or secrets.token_urlsafe(16), newest)


def install(app: Flask) -> None:
    """Send the cookie after a sign-in."""
    app.after_request(_send)


def _send(response: Response) -> Response:
    known: KnownBrowser | None = g.pop("browser_to_remember", None)
    if known is not None and response.status_code < 400:
        response.set_cookie(
            _cookie(),
            str(_serializer().dumps([known.id, list(known.people.items())])),
            max_age=LASTS_SECONDS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="accounts.browser")
