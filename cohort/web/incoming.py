"""What arrives broken is refused in words before any view sees it."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.exceptions import BadRequest, NotFound

NUL = "\x00"
UNREADABLE = "\ufffd"  # what a byte that is not UTF-8 becomes


def install(app: Flask) -> None:
    """Look at each request's address and form before its view runs."""
    app.before_request(_check)


def _check() -> None:
    if NUL in request.path or any(NUL in text for pair in request.args.items() for text in pair):
        raise NotFound
    if request.method != "POST":
        return
    for name, values in request.form.lists():
        for text in (name, *values):
            if NUL in text:
                raise BadRequest("It held a character (NUL) that cannot be stored.")
            if UNREADABLE in text:
                raise BadRequest("Some of its characters did not arrive as readable text (UTF-8).")
