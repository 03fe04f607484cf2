"""What arrives broken is refused in words before any view sees it."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import BadRequest, NotFound

NUL = "\x00"
NOT_UTF8 = "Some of its characters did not arrive as readable text (UTF-8)."
UNREADABLE = "\ufffd"  # what a byte that is not UTF-8 becomes


def install(app: Flask) -> None:
    """Look at each request's address and form before its view runs."""
    app.before_request(_check)


def _check() -> None:
    if NUL in request.path or any(NUL in text for pair in request.args.items() for text in pair):
        raise NotFound
    if request.method != "POST":
        return
    if request.mimetype == "application/x-www-form-urlencoded" and not _is_utf8():
        raise BadRequest(NOT_UTF8)
    for name, values in request.form.lists():
        for text in (name, *values):
            if NUL in text:
                raise BadRequest("It held a character (NUL) that cannot be stored.")
            if UNREADABLE in text:
                raise BadRequest(NOT_UTF8)


def _is_utf8() -> bool:
    """Read before the form is parsed: the parser would keep the broken bytes as %E9."""
    try:
        unquote_to_bytes(request.get_data()).decode()
    except UnicodeDecodeError:
        return False
    return True
