"""The text of a mail, and what came with it, whatever its shape (RFC 2045 to 2049).

Broken mail is usual: parts without an end, letters in another encoding than the one named. What can
be read is read; nothing here raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from cohort.mail.cutting import markdown_of_html, markdown_of_plain
from cohort.mail.cutting.html_shapes import pictures
from cohort.mail.cutting.marks import PICTURE

BIG_PICTURE = 40_000  # bytes; a logo is smaller
MOST_PARTS = 200
DEEPEST = 20
# Signatures of programs and of people, which nobody attaches on purpose.
UNMEANT = (
    *("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"),
    *("application/ms-tnef", "text/vcard", "text/x-vcard", "message/delivery-status"),
)


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail. `content_id` when the text shows it; `size` in bytes."""

    name: str
    content_type: str
    size: int
    content_id: str = ""

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


@dataclass(frozen=True)
class Body:
    """A mail's text as Markdown with marks (cutting/marks.py), its files, and the addresses of the
    pictures that the text shows."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    pictures: tuple[str, ...] = ()

    def attached(self, shown: tuple[int, ...]) -> list[Attachment]:
        """The files that somebody attached. A picture in the text counts when the author's own part
        shows it (`shown`) and it is too big for a logo."""
        seen = {f"cid:{file.content_id}" for file in self.attachments if file.content_id}
        addresses = {self.pictures[at] for at in shown if at < len(self.pictures)}
        return [
            file
            for file in self.attachments
            if f"cid:{file.content_id}" not in seen.intersection(self.pictures)
            or (f"cid:{file.content_id}" in addresses and file.size >= BIG_PICTURE)
        ]


def body_of(mail: Message) -> Body:
    """What a mail says. Of alternatives the HTML is read, for it tells quotes and lists apart."""
    texts: list[str] = []
    files: list[Attachment] = []
    shown: list[str] = []
    for part in _chosen(mail, 0, [MOST_PARTS]):
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or _is_attached(part):
            if kind not in UNMEANT:
                files.append(_attachment(part))
            continue
        words = text_of_part(part)
        if kind == "text/html":
            texts.append(_renumbered(markdown_of_html(words), len(shown)))
            shown += pictures(words)
        else:
            texts.append(_plain(part, words))
    joined = "\n\n".join(text for text in texts if text.strip())
    return Body(joined, tuple(files), tuple(shown))


def text_of_part(part: Message) -> str:
    """The letters of a text part. Those in no encoding that we know are read as Windows-1252, which
    is what mail that names none is most often written in."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(part.get_payload() or "")
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _chosen(part: Message, depth: int, left: list[int]) -> Iterator[Message]:
    """The parts to read, of alternatives one. `left`: how many parts may still be looked at."""
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        return
    payload = part.get_payload()
    inner = [one for one in payload if isinstance(one, Message)] if part.is_multipart() else []
    if not inner:
        yield part
    elif part.get_content_maintype() == "message":
        yield part  # a mail in a mail is an attachment
    elif part.get_content_type() == "multipart/alternative":
        options = [list(_chosen(option, depth + 1, left)) for option in inner]
        yield from max(options, key=_worth, default=[])
    else:
        for one in inner:
            yield from _chosen(one, depth + 1, left)


def _worth(option: list[Message]) -> int:
    """HTML before plain text, and either before anything else; only what has words."""
    texts = [part for part in option if part.get_content_maintype() == "text"]
    kinds = {part.get_content_type() for part in texts if _has_words(part)}
    return 2 if "text/html" in kinds else int("text/plain" in kinds)


def _has_words(part: Message) -> bool:
    words = text_of_part(part)
    return bool(markdown_of_html(words) if part.get_content_subtype() == "html" else words.strip())


def _plain(part: Message, words: str) -> str:
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    return markdown_of_plain(words, flowed=flowed, delete_space=delete_space)


def _renumbered(text: str, by: int) -> str:
    """The marks of pictures behind those of an earlier part."""
    pieces = text.split(PICTURE)
    if by:
        pieces[1::2] = [str(int(number) + by) for number in pieces[1::2]]
    return PICTURE.join(pieces)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(
        part.get_filename() and part.get_content_disposition() != "inline"
    )


def _attachment(part: Message) -> Attachment:
    raw = part.get_payload(decode=True)
    size = len(raw) if isinstance(raw, bytes) else 0
    try:
        name = str(part.get_filename() or "")
    except (ValueError, TypeError, LookupError):  # a name in an encoding that does not exist
        name = ""
    content_id = str(part.get("Content-ID") or "").strip().strip("<>")
    return Attachment(name[:200], part.get_content_type(), size, content_id)
