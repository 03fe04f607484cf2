"""Refuses damaged requests, with an explanation, before any view sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge

NUL = "\x00"
MOST_FIELDS = 200
NOT_UTF8 = "Some of its characters did not arrive as readable text (UTF-8)."
UNREADABLE = "\ufffd"  # replaces a byte that is not UTF-8 in a multipart form

View = TypeVar("View", bound=Callable[..., Any])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Mark a view that accepts larger requests than the others: `size` bytes."""

    def mark(view: View) -> View:
        cast(Any, view).biggest_request = size
        return view

    return mark


def from_anywhere(view: View) -> View:
    """Mark a view that accepts a POST from outside our own pages, without their CSRF token:
    something signed in its address or headers must prove that the sender may."""
    cast(Any, view).from_anywhere = True
    return view


def let_in_from_anywhere(app: Flask) -> None:
    """Exempt the views marked `from_anywhere` from CSRF protection, once all are registered."""
    for view in app.view_functions.values():
        if getattr(view, "from_anywhere", False):
            app.extensions["csrf"].exempt(view)


def install(app: Flask) -> None:
    """Check each request's address and form before its view runs."""
    app.before_request(_check)
    app.teardown_request(lambda _error: request.close())  # the temporary files of uploads


def _check() -> None:
    if NUL in request.path or any(NUL in text for pair in request.args.items() for text in pair):
        raise NotFound
    if request.method != "POST":
        return
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "biggest_request", request.max_content_length)
    if request.mimetype == "application/x-www-form-urlencoded":
        # Before the form is parsed: the parser would keep broken bytes as %E9, and would spend
        # seconds on a hundred thousand fields (its own limit is for multipart forms only).
        sent = request.get_data()
        if sent.count(b"&") > MOST_FIELDS:
            raise RequestEntityTooLarge
        if not _is_utf8(sent):
            raise BadRequest(NOT_UTF8)
    for name, values in request.form.lists():
        for text in (name, *values):
            if NUL in text:
                raise BadRequest("It held a character (NUL) that cannot be stored.")
            if UNREADABLE in text and request.mimetype == "multipart/form-data":
                raise BadRequest(NOT_UTF8)


def _is_utf8(sent: bytes) -> bool:
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        return False
    return True
