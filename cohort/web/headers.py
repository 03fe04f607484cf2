"""Security headers on every response, with a content security policy by nonce.

`img-src 'self'` also stops pictures that a member linked from another site, and any tracking
with them. Source of the set: OWASP Secure Headers Project.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Protocol

from flask import Flask, Response, g, request, session

from cohort.web import guard

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OWN_FRAMES = "frame-ancestors 'self'"  # in the policy of anything that our pages frame
ONE_YEAR = 31_536_000
HSTS = f"max-age={ONE_YEAR}; includeSubDomains"


class SetsHeaders(Protocol):
    """Flask's headers and the standard library's have this in common."""

    def __setitem__(self, name: str, value: str) -> None: ...


def csp_nonce() -> str:
    """This response's nonce, for the template's script elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def install(app: Flask, *, https: bool) -> None:
    """Add the headers to everything Flask answers."""
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce,
        let_forms_lead_to=let_forms_lead_to,
        let_play=let_play,
        let_frame_own=let_frame_own,
    )

    @app.after_request
    def add_headers(response: Response) -> Response:
        add_to(response.headers, https=https)
        if "policy_of_file" in g and response.status_code < 400:
            if OWN_FRAMES in g.policy_of_file:
                response.headers["X-Frame-Options"] = "SAMEORIGIN"
            response.headers["Content-Security-Policy"] = g.policy_of_file
            response.headers["Cache-Control"] = "private, no-cache"
            return response
        response.headers["Content-Security-Policy"] = policy(
            csp_nonce(),
            forms_lead_to=g.get("forms_lead_to", ""),
            frames=g.get("frames", ()),
            plays_own=g.get("plays_own", False),
        )
        if guard.viewer().is_signed_in or request.method == "POST" or len(session) > 0:
            # After signing out on a shared laptop, Back must not show anybody's log; nor may
            # anything keep a page that shows what somebody typed, or a reference.
            response.headers["Cache-Control"] = "private, no-store"
        else:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


def add_to(headers: SetsHeaders, *, https: bool) -> None:
    """The headers that do not depend on the page: static files carry them too."""
    for name, value in ALWAYS.items():
        headers[name] = value
    if https:
        headers["Strict-Transport-Security"] = HSTS


def let_forms_lead_to(origin: str) -> str:
    """Let a form of this page redirect to `origin`; returns an empty string, for templates.

    Chromium applies form-action to the redirects that follow a form too. Templates call this
    only beside such a form.
    """
    g.forms_lead_to = origin
    return ""


def let_play(origin: str) -> str:
    """Let a frame of this page show a video from `origin`, or the page itself play one of our own
    files (""); returns an empty string. Templates call this only beside such a video."""
    if origin:
        g.frames = sorted({*g.get("frames", ()), origin})
    else:
        g.plays_own = True
    return ""


def let_frame_own() -> str:
    """Let a frame of this page show something of this site; returns an empty string."""
    g.frames = sorted({*g.get("frames", ()), "'self'"})
    return ""


def answer_as_file(policy_of_file: str) -> None:
    """Mark this response as a file, not a page: it has its own policy, and the reader's browser
    may cache it, asking each time whether it is unchanged and still theirs to see."""
    g.policy_of_file = policy_of_file


def policy(
    nonce: str, *, forms_lead_to: str = "", frames: Iterable[str] = (), plays_own: bool = False
) -> str:
    """The content security policy for a page whose scripts carry `nonce`."""
    forms = f"'self' {forms_lead_to}".rstrip()
    shown = " ".join(frames)
    return (
        "default-src 'none'; "
        f"script-src 'nonce-{nonce}' 'strict-dynamic'; "
        "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + (f"frame-src {shown}; " if shown else "")
        + ("media-src 'self'; " if plays_own else "")
        + f"form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )
