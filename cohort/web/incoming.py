"""Refuses damaged requests, with an explanation, before any view sees them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

NUL = "\x00"
MOST_FIELDS = 200
PIECE = 64 * 1024  # bytes
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
    if request.mimetype != "application/x-www-form-urlencoded":  # that one holds no file
        request.max_content_length = getattr(view, "biggest_request", request.max_content_length)
    else:
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
            if UNREADABLE in text and not _was_sent(UNREADABLE):
                raise BadRequest(NOT_UTF8)


def _was_sent(sign: str) -> bool:
    """Whether the request's own bytes hold this sign. Somebody may have pasted the very one that
    stands for a broken byte; a server that kept no body to look into again leaves that open."""
    if request.mimetype != "multipart/form-data":
        return True
    body, wanted, carried = request.environ["wsgi.input"], sign.encode(), b""
    try:
        body.seek(0)
    except (AttributeError, OSError, ValueError):
        return False
    while piece := body.read(PIECE):
        if wanted in carried + piece:
            return True
        carried = piece[-len(wanted) :]
    return False


def words_beside_files() -> list[tuple[str, str]]:
    """The fields of a form whose files are together too large, which is not read otherwise: a
    person's words are kept. The server has limited what it let in at all. Empty when there is
    nothing to read again."""
    if request.mimetype != "multipart/form-data":
        return []
    parser = FormDataParser(
        stream_factory=lambda *_a, **_n: _Nowhere(),
        max_form_memory_size=request.max_form_memory_size,
        max_form_parts=request.max_form_parts,
    )
    try:
        request.environ["wsgi.input"].seek(0)
        _, form, _ = parser.parse_from_environ(request.environ)
    except (AttributeError, OSError, ValueError, RequestEntityTooLarge):
        return []
    return [(name, value) for name, values in form.lists() for value in values]


class _Nowhere(io.BytesIO):
    """Takes a file and keeps nothing of it."""

    def write(self, content: Any, /) -> int:
        return len(content)


def _is_utf8(sent: bytes) -> bool:
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError:
        return False
    return True
