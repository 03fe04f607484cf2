"""Addresses that browsers, password managers, researchers and monitors ask for by themselves."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cohort.kernel import clock
from cohort.operations import metrics
from cohort.operations.settings import SECURITY_CONTACT
from cohort.settings.current import current
from cohort.settings.settings import CONTACT_EMAIL
from cohort.web.guard import public

blueprint = Blueprint("operations", __name__)

GOOD_FOR = dt.timedelta(days=180)  # RFC 9116 advises less than a year


@blueprint.get("/.well-known/security.txt")
@public
def security_txt() -> ResponseReturnValue:
    """Whom to tell about a hole (RFC 9116). Not found while nobody is named."""
    contact = current(SECURITY_CONTACT) or current(CONTACT_EMAIL)
    if not contact:
        abort(404)
    until = (clock.now() + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    site = current_app.config["PUBLIC_URL"]
    lines = (
        f"Contact: mailto:{contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {site}{url_for('operations.security_txt')}",
    )
    return "\n".join((*lines, "")), {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/.well-known/change-password")
@public
def change_password() -> ResponseReturnValue:
    """Where a password manager sends people (w3c.github.io/webappsec-change-password-url)."""
    return redirect(url_for("accounts.change_password"), 302)


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """The icon, for whoever asks without reading a page's head."""
    return redirect(current_app.jinja_env.globals["asset"]("favicon.ico"), 302)  # type: ignore[operator]


@blueprint.get("/metrics")
@public
def show_metrics() -> ResponseReturnValue:
    """Numbers for a monitor that knows METRICS_TOKEN."""
    if not metrics.are_on():
        abort(404)
    if not metrics.lets_in(request.headers.get("Authorization", "")):
        return "Send the token: Authorization: Bearer …\n", 401, {"WWW-Authenticate": "Bearer"}
    text, kind = metrics.page()
    return text, {"Content-Type": kind}
