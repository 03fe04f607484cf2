"""Determines what kind of file this is from its content: a name proves nothing.

We accept only kinds that people need beside a course. A browser shows some within a page
(pictures, sound, video) and only downloads the others; we never accept a web page.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from cohort.kernel.errors import DomainError

MOST_BYTES = 50 * 1024 * 1024
_HEAD = 4096  # bytes examined for a web page in disguise
_WEB_PAGE = re.compile(
    rb"\A[\s\xef\xbb\xbf]*(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype html|html|head|body|script|iframe)\b",
    re.DOTALL | re.IGNORECASE,
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


class BadFile(DomainError):
    """The file is refused; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file. `is_inline`: a browser may show it itself instead of saving it."""

    media_type: str
    looks_right: Callable[[bytes], bool]
    is_inline: bool = False
    is_picture: bool = False


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _boxed(content: bytes) -> bool:
    """Whether it is of the MP4 family: it begins with an ftyp box, or an old QuickTime one."""
    return content[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free")


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"RIFF") and content[8:12] == kind


def _mp3(content: bytes) -> bool:
    return content.startswith(b"ID3") or (
        len(content) > 2 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0
    )


# What zipfile raises of bytes that are no archive, or not a whole one.
NOT_A_ZIP = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError)


def _zip_with(*names: str) -> Callable[[bytes], bool]:
    """A check for a ZIP that holds one of these; without names, for any ZIP."""

    def looks_right(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                held = archive.namelist()
        except NOT_A_ZIP:
            return False
        return not names or any(name in held for name in names)

    return looks_right


def is_web_page(content: bytes) -> bool:
    """Whether it begins as HTML does, whatever it is called."""
    return bool(_WEB_PAGE.match(content[:_HEAD]))


def _is_text(content: bytes) -> bool:
    if b"\0" in content[:_HEAD] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return not is_web_page(content)


def _json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _table(content: bytes) -> bool:
    if not _is_text(content):
        return False
    try:
        next(csv.reader(io.StringIO(content[:_HEAD].decode("utf-8", "replace"))), None)
    except csv.Error:
        return False
    return True


def _text_after(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(marks)


def _picture(content: bytes) -> bool:  # re-encoding it later proves it
    return bool(content)


KINDS = {
    "png": FileKind("image/png", _picture, is_inline=True, is_picture=True),
    "jpg": FileKind("image/jpeg", _picture, is_inline=True, is_picture=True),
    "jpeg": FileKind("image/jpeg", _picture, is_inline=True, is_picture=True),
    "gif": FileKind("image/gif", _picture, is_inline=True, is_picture=True),
    "webp": FileKind("image/webp", _picture, is_inline=True, is_picture=True),
    # An SVG can hold a script: svg.py examines it, and browsers only ever download it.
    "svg": FileKind("image/svg+xml", _is_text),
    # So can a PDF, and no browser shows one in a sandbox (decision 021).
    "pdf": FileKind("application/pdf", lambda content: b"%PDF-" in content[:1024]),
    "docx": FileKind(_OFFICE + "wordprocessingml.document", _zip_with("word/document.xml")),
    "xlsx": FileKind(_OFFICE + "spreadsheetml.sheet", _zip_with("xl/workbook.xml")),
    "pptx": FileKind(_OFFICE + "presentationml.presentation", _zip_with("ppt/presentation.xml")),
    "odt": FileKind(_OPEN + "text", _zip_with("content.xml")),
    "ods": FileKind(_OPEN + "spreadsheet", _zip_with("content.xml")),
    "odp": FileKind(_OPEN + "presentation", _zip_with("content.xml")),
    "epub": FileKind("application/epub+zip", _zip_with("META-INF/container.xml")),
    "zip": FileKind("application/zip", _zip_with()),
    "csv": FileKind("text/csv", _table),
    "tsv": FileKind("text/tab-separated-values", _table),
    "txt": FileKind("text/plain", _is_text),
    "json": FileKind("application/json", _json),
    "rtf": FileKind("application/rtf", _starts(b"{\\rtf")),
    "ics": FileKind("text/calendar", _text_after(b"BEGIN:VCALENDAR")),
    "vtt": FileKind("text/vtt", _text_after(b"WEBVTT"), is_inline=True),
    "srt": FileKind("application/x-subrip", _is_text),
    "mp3": FileKind("audio/mpeg", _mp3, is_inline=True),
    "m4a": FileKind("audio/mp4", _boxed, is_inline=True),
    "ogg": FileKind("audio/ogg", _starts(b"OggS"), is_inline=True),
    "wav": FileKind("audio/wav", _riff(b"WAVE"), is_inline=True),
    "mp4": FileKind("video/mp4", _boxed, is_inline=True),
    "webm": FileKind("video/webm", _starts(b"\x1a\x45\xdf\xa3"), is_inline=True),
    "mov": FileKind("video/quicktime", _boxed, is_inline=True),
}
INLINE = frozenset(kind.media_type for kind in KINDS.values() if kind.is_inline)


def ending_of(name: str) -> str:
    """`Map.PNG` -> `png`; "" for a name without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(name: str, content: bytes) -> FileKind:
    """The kind that the name claims and the content confirms.

    Raises BadFile, with a reason, for a kind that we do not accept, an empty or too large file,
    and a file that is not what its name says.
    """
    ending = ending_of(name)
    kind = KINDS.get(ending)
    if kind is None:
        raise BadFile(
            f"files of the kind “{ending}” are not kept with a course"
            if ending
            else "its name has no ending, such as .pdf, that says what it is"
        )
    if not content:
        raise BadFile("it is empty")
    if len(content) > MOST_BYTES:
        raise BadFile(f"it is larger than {MOST_BYTES // 1024**2} MB")
    if not kind.looks_right(content):
        raise BadFile(f"its name ends in .{ending}, but that is not what it is")
    return kind
