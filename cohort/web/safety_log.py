"""Writes what matters for safety to the server's log, one line an event, when its request ends:
only then is its status known, and whether what it changed was committed.

A line holds the request's id, method, route (the rule, as addresses hold ids and tokens), status,
the visitor's network and an account's id; never anything that somebody typed.
"""

from __future__ import annotations

import re
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request

from cohort.kernel import ids
from cohort.kernel.networks import network_of
from cohort.kernel.safety_log import Noted, event, keep_with
from cohort.web.guard import viewer

log = structlog.get_logger(__name__)

FAULT = event("fault", "The site failed: 5xx, with the traceback if there is one", level="error")
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def install(app: Flask, *, proxies: int) -> None:
    """Give each request an id, and write what it noted when it ends. `proxies` is the number of
    trusted proxies: with none, no visitor's `X-Request-ID` is taken."""
    app.extensions["trusted_proxies"] = proxies
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())
    keep_with(_keep)


def request_id() -> str:
    """This request's id, as its log lines, its error page and its header `X-Request-ID` say it;
    empty outside a request."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = _given_by_proxy() or ids.write_id(ids.new_id())
    return str(g.request_id)


def note_fault(error: BaseException | None) -> None:
    """Note a fault with its traceback. Only the first of a request counts."""
    if not any(one.event is FAULT for one in g.get("safety_notes", ())):
        _keep(Noted(FAULT, 0, error=error))


def forget_changes() -> None:
    """Forget what this request noted as changed: its transaction is rolled back."""
    g.safety_notes = [one for one in g.get("safety_notes", ()) if not one.event.is_change]


def _begin() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _given_by_proxy() -> str | None:
    """The id that the trusted proxy sent. A request that did not come through it has fewer
    addresses in `X-Forwarded-For` than there are proxies."""
    proxies = current_app.extensions["trusted_proxies"]
    before = request.headers.get("X-Forwarded-For", "")
    came_through = len([one for one in before.split(",") if one.strip()]) >= proxies
    given = request.headers.get("X-Request-ID", "")
    return given if proxies and came_through and WELL_FORMED.fullmatch(given) else None


def _keep(noted: Noted) -> None:
    if has_request_context():
        g.setdefault("safety_notes", []).append(noted)
    else:
        _write(noted, {"method": None, "route": None, "status": None, "network": None})


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    if response.status_code >= 500:
        note_fault(None)
    for noted in g.pop("safety_notes", ()):
        place = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "network": network_of(request.remote_addr),
        }
        _write(noted, place)
    return response


def _write(noted: Noted, place: dict[str, Any]) -> None:
    account = noted.account
    if not account and has_request_context():
        account = viewer().user_id or viewer().half_user_id
    facts: dict[str, Any] = {"account": ids.write_id(account) if account else None}
    facts |= noted.facts
    if noted.error is not None:
        facts["exc_info"] = noted.error
    write = getattr(log, noted.event.level)
    write(noted.event.name, kind="safety", request_id=request_id() or None, **place, **facts)
