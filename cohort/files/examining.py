"""Finds out what an uploaded file really is, and draws pictures anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from cohort.files.kinds import ending_of, kind_of
from cohort.files.pictures import (
    CONTENT_TYPE,
    BadPicture,
    ReencodedPicture,
    course_picture,
    moves,
)
from cohort.files.svg import check_drawing

_FIRST_FRAME = "it moves; only its first picture is shown on the page"


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file that may be kept. `served` is what readers get when it is not the file itself."""

    digest: str
    media_type: str
    size: int
    ending: str
    served: bytes | None = None
    width: int = 0
    height: int = 0
    warning: str = ""


def digest_of(content: bytes) -> str:
    """By which a file is known again."""
    return hashlib.sha256(content).hexdigest()


def examine(name: str, content: bytes) -> ExaminedFile:
    """Look a file through by its content, and draw a picture anew. Takes up to two seconds: call
    it outside a transaction. Raises DomainError with words that go on from the file's name."""
    kind = kind_of(name, content)
    as_it_is = ExaminedFile(digest_of(content), kind.media_type, len(content), ending_of(name))
    if as_it_is.ending == "svg":
        width, height = check_drawing(content)
        return replace(as_it_is, width=width, height=height)
    if not kind.is_picture:
        return as_it_is
    drawn = _drawn(content)
    return replace(
        as_it_is,
        media_type=CONTENT_TYPE,
        served=drawn.content,
        width=drawn.width,
        height=drawn.height,
        warning=_FIRST_FRAME if drawn.moved else "",
    )


def warning_of(name: str, content: bytes) -> str:
    """What `examine` warns of in a file that was kept before, without drawing it anew."""
    is_picture = ending_of(name) != "svg" and kind_of(name, content).is_picture
    return _FIRST_FRAME if is_picture and moves(content) else ""


def _drawn(content: bytes) -> ReencodedPicture:
    try:
        return course_picture(content)
    except BadPicture as error:
        words = str(error)
        raise BadPicture(words[:1].lower() + words[1:]) from None
