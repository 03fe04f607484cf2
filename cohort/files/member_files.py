"""Files that members put beside what they write: a closed list of kinds, each looked through.

A picture is drawn anew from its pixels, so that nothing else of it is kept: no place, no camera,
no second file behind the first. Of a document the file itself is kept, and browsers only ever
download it.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

from cohort.files.examining import digest_of, examine
from cohort.files.kinds import KINDS, NOT_A_ZIP, BadFile, ending_of, is_web_page
from cohort.files.pictures import BadPicture, refuse_what_we_know
from cohort.kernel.errors import DomainError

MOST_FILES = 5  # beside one text
MOST_BYTES = 10 * 1024 * 1024  # of one file
LONGEST_NAME = 120  # characters
PICTURES = ("jpg", "jpeg", "png", "gif", "webp")
DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "PDF",
        "docx": "Word document",
        "xlsx": "Excel workbook",
        "pptx": "PowerPoint slides",
        "odt": "OpenDocument text",
        "ods": "OpenDocument spreadsheet",
        "odp": "OpenDocument slides",
        "txt": "Plain text",
        "csv": "CSV table",
    }
)
WHAT_IS_TAKEN = (
    "JPEG, PNG, GIF and WebP pictures; PDF, Word, Excel, PowerPoint, OpenDocument, text and CSV "
    "files"
)
# What an <input type="file"> offers; the server looks at the content.
ACCEPT = ",".join(f".{ending}" for ending in (*PICTURES, *DOCUMENTS))
_SAID = {KINDS[ending].media_type: said for ending, said in DOCUMENTS.items()}
_ZIPPED = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
_OLD_OFFICE = {"doc": "docx", "xls": "xlsx", "ppt": "pptx"}
_OPEN_TYPES = {ending: KINDS[ending].media_type.encode() for ending in ("odt", "ods", "odp")}
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True)
class SafeFile:
    """A file as it may be kept: its name without a folder, and its content. `digest` is of that
    content. Sizes in pixels, 0 for what is no picture."""

    name: str
    content: bytes
    media_type: str
    digest: str
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether a page shows it itself."""
        return self.width > 0


def look_through(name: str, content: bytes) -> SafeFile:
    """The file as it may be kept. Takes up to two seconds: call it outside a transaction.

    Raises BadFile, a whole sentence that names the file and says what is wrong.
    """
    shown = clean_name(name) or "A file without a name"
    try:
        if "\0" in name or not clean_name(name):
            raise BadFile("its name cannot be read; give it another")
        return _look_through(shown, content)
    except DomainError as error:
        words = str(error).rstrip(".")
        raise BadFile(f"“{shown}” was not added: {words[:1].lower()}{words[1:]}") from None


def clean_name(name: str) -> str:
    """The last part of a path, without what a page or a disk could take amiss: control characters,
    marks that turn the direction of writing, leading dots. Keeps the ending of a long name."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = " ".join(_NOT_IN_NAMES.sub("-", seen).split()).lstrip(". ")
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def say_kind(media_type: str) -> str:
    """What kind of file it is, in words: Picture, PDF, Word document."""
    return _SAID.get(media_type, "Picture")


def ending_for(media_type: str) -> str:
    """The ending of a stored file of this type."""
    return next(ending for ending, kind in KINDS.items() if kind.media_type == media_type)


def _look_through(name: str, content: bytes) -> SafeFile:
    ending = ending_of(name)
    if not content:
        raise BadFile("it is empty")
    if len(content) > MOST_BYTES:
        raise BadFile(f"it is larger than {MOST_BYTES // 1024**2} MB")
    if ending in ("heic", "heif"):
        refuse_what_we_know(content)
    if ending not in PICTURES and ending not in DOCUMENTS:
        raise BadFile(_why_not(ending))
    if is_web_page(content):
        raise BadFile("it is a web page, whatever its name says; save it as PDF first")
    if ending in _ZIPPED:
        _check_office(ending, content)
    found = examine(name, content)
    if found.served is None:
        return SafeFile(name, content, found.media_type, found.digest)
    if not found.width or not found.height:
        raise BadPicture("it holds no pixels")
    stem = name.rpartition(".")[0] or "picture"
    drawn = found.served
    return SafeFile(
        f"{stem}.webp", drawn, found.media_type, digest_of(drawn), found.width, found.height
    )


def _why_not(ending: str) -> str:
    if ending in _OLD_OFFICE:
        return f"it is of an old kind; open it and save it as .{_OLD_OFFICE[ending]}"
    if ending in ("docm", "xlsm", "pptm"):
        return "it can hold macros; save it without them"
    kind = f"files of the kind “.{ending}” are" if ending else "files without an ending are"
    return f"{kind} not taken here. You can add {WHAT_IS_TAKEN}"


def _check_office(ending: str, content: bytes) -> None:
    """A real archive from its first byte, of the kind its name says, without macros."""
    wrong = BadFile(f"its name ends in .{ending}, but that is not what it is")
    if not content.startswith(b"PK\x03\x04"):
        raise wrong
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = [name.lower() for name in archive.namelist()]
            # ODF puts its type first and unpacked: OASIS, OpenDocument 1.3 part 2, 3.3.
            wanted = _OPEN_TYPES.get(ending)
            if wanted is not None and not content[30:].startswith(b"mimetype" + wanted):
                raise wrong
    except NOT_A_ZIP:
        raise wrong from None
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise BadFile("it holds macros, programs that run when it is opened; save it without them")
