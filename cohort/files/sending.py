"""Sends a stored file to a browser so that people can only look at it or save it.

Its own policy forbids it everything, its type is the one we determined, and a file that a browser
does not show within a page is a download. The reader's browser may cache it, but must ask each
time whether it is still theirs to see.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response, abort, make_response, request

from cohort.files import store
from cohort.files.kinds import INLINE
from cohort.web.headers import answer_as_file

FORBID_ALL = "sandbox; default-src 'none'"
# An SVG's own colours are styles.
POLICIES = {"image/svg+xml": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


def send(key: str, name: str, media_type: str, digest: str) -> Response:
    """The file as a response: whole, the range asked for, or "not modified". Raises NotFound."""
    size = store.size_of(key)
    response = make_response()
    response.set_etag(digest[:32])
    response.make_conditional(request.environ)
    if response.status_code != 304:
        _fill(response, key, size)
    response.content_type = media_type if not media_type.startswith("text/") else _text(media_type)
    shown = "inline" if media_type in INLINE else "attachment"
    response.headers.set("Content-Disposition", shown, **_named(name))
    response.headers["Accept-Ranges"] = "bytes"
    answer_as_file(POLICIES.get(media_type, FORBID_ALL))
    return response


def _named(name: str) -> dict[str, str]:
    """A file's name for a header, which holds ASCII alone: as it is, or coded (RFC 6266, RFC 8187)
    beside what is left of it for old browsers."""
    if name.isascii():
        return {"filename": name}
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _fill(response: Response, key: str, size: int) -> None:
    """Fill the response's body. Browsers ask for parts of a video, to start in the middle."""
    asked = request.range
    if (
        asked is None
        or asked.units != "bytes"
        or request.if_range.etag not in (None, _etag(response))
    ):
        response.response = store.stream(key) if request.method != "HEAD" else []
        response.content_length = size
        return
    part = asked.range_for_length(size)
    if part is None:
        abort(416)
    start, end = part
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.response = store.stream(key, start, end) if request.method != "HEAD" else []
    response.content_length = end - start


def _etag(response: Response) -> str | None:
    return response.get_etag()[0]


def _text(media_type: str) -> str:
    return f"{media_type}; charset=utf-8"
