"""One transaction per request: committed once, after the view, before the response leaves.

A view never commits. If anything is raised (a domain error, an HTTP error, a fault), the
transaction is rolled back when the request ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from cohort.db import db, set_reading
from cohort.web import safety_log
from cohort.web.flask_app import KeepsAddresses

READS = ("GET", "HEAD", "OPTIONS")


class DirtyRead(AssertionError):
    """A GET or HEAD left changes behind. That is a fault in our code: promise 3."""


class App(KeepsAddresses):
    """Flask with the unit of work around every view."""

    def log_exception(self, exc_info: Any) -> None:
        """Record a fault. Flask's own line would hold the address, and the error's words."""
        safety_log.note_fault(exc_info[1])

    def dispatch_request(self) -> ResponseReturnValue:
        answer = super().dispatch_request()
        if request.method in READS:
            _refuse_changes()
        else:
            for change in g.pop("with_the_commit", ()):
                change()
            db.session.commit()
        return answer


def with_the_commit(change: Callable[[], object]) -> None:
    """Make this change in the transaction that commits the request, after its view: a view may
    end a first transaction that has only read (see `release_write_lock`)."""
    g.setdefault("with_the_commit", []).append(change)


def install(app: Flask) -> None:
    """Decide at the start of each request whether its transaction may write."""
    app.before_request(lambda: set_reading(request.method in READS))
    app.teardown_request(lambda _error: set_reading(False))


def _refuse_changes() -> None:
    if not db.session.registry.has():
        return  # the page only fetched rows
    session = db.session()
    if session.new or session.dirty or session.deleted:
        changed = [*session.new, *session.dirty, *session.deleted]
        session.rollback()
        raise DirtyRead(
            f"{request.method} {request.endpoint} left changes in the session: {changed!r}. "
            "Move the change to a POST view."
        )
