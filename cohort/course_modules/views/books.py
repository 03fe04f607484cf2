"""The course to take along: everything open to its reader, as one file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from flask import Response
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.books import Book, book_for, write_epub, write_html
from cohort.course_modules.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer

PIECE = 64 * 1024  # bytes
IN_MEMORY = 2 * 1024 * 1024  # bytes; a longer book is written to a temporary file


@blueprint.get("/course.epub")
@allowed(Can.READ_COHORT)
def get_epub(cohort_slug: str) -> ResponseReturnValue:
    """An EPUB, for e-readers."""
    return sent(book_for(viewer()), write_epub, "epub", "application/epub+zip")


@blueprint.get("/course.html")
@allowed(Can.READ_COHORT)
def get_html(cohort_slug: str) -> ResponseReturnValue:
    """One file that every browser opens offline."""
    return sent(book_for(viewer()), write_html, "html", "text/html")


def sent(
    book: Book, write: Callable[[Book, IO[bytes]], None], ending: str, media_type: str
) -> Response:
    """The book as a download."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed when sent
    write(book, file)
    size = file.tell()
    file.seek(0)
    answer = Response(_pieces(file), mimetype=media_type)
    answer.call_on_close(file.close)
    answer.content_length = size
    answer.headers.set("Content-Disposition", "attachment", filename=f"{book.slug}.{ending}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
