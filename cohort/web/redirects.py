"""Where to go next: only ever within this site."""

from __future__ import annotations

import re

from flask import request

LONGEST = 1000  # it goes into the cookie, and a browser drops a cookie that is too large
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*\Z")


def own_path(wanted: str | None, otherwise: str) -> str:
    """`wanted` when it is a path on this site, else `otherwise`.

    Browsers read `//host`, `/\\host` and paths with control characters or backslashes as
    other sites, so none of these passes; nor does a path too long for the cookie.
    """
    if not wanted or len(wanted) > LONGEST:
        return otherwise
    return wanted if _OWN_PATH.match(wanted) else otherwise


def here() -> str:
    """This request's path and query, to come back to."""
    return request.full_path if request.query_string else request.path
