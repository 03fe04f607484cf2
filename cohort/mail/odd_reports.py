"""Bounce reports that do not follow RFC 3464, in formats of the servers' own.

flufl.bounce knows the formats of Exchange, qmail, Exim, old Postfix and others, and says which
address failed. It calls a full mailbox permanent too, and some warnings. So this module judges
the report's text by the same rules as a server's reply (smtp_replies.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from flufl.bounce import all_failures

from cohort.mail.smtp_replies import ENHANCED, decoded

# Patterns run over mail from anybody, so they get no more than a report needs.
MOST_BYTES = 100_000
LONGEST_LINE = 998  # RFC 5322
MOST_ADDRESSES = 20  # each of our messages goes to one
_BY_A_SERVER = re.compile(
    r"mailer-?daemon|postmaster|mail delivery|system administrator|microsoft ?exchange",
    re.IGNORECASE,
)
_REPLY_CODE = re.compile(r"\b([45][0-5]\d)[ -]")
_NOT_YET = re.compile(
    r"not yet (?:been )?delivered|(?:is|been) delayed|delivery delayed|will (?:be retried|retry)"
    r"|will continue|(?:only|just) a warning|advisory-only",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^[> \t]*(?:Message-ID|Received|Subject|Date|Sent):", re.I | re.M)
_MESSAGE_ID = re.compile(r"^[> \t]*Message-ID:\s*(<[^>\s]+>)", re.I | re.M)


@dataclass(frozen=True)
class Failure:
    """An address that failed, with what the report says of it, as a server's reply."""

    address: str
    code: int
    said: str


def failures(raw: bytes) -> list[Failure]:
    """The addresses that a mail says have failed; [] for mail that no server wrote."""
    lines = (line[:LONGEST_LINE] for line in raw[:MOST_BYTES].split(b"\n"))
    mail = message_from_bytes(b"\n".join(lines))
    if not _is_by_a_server(mail):
        return []
    for part in _own_parts(mail):
        _decode(part)
    try:
        temporary, permanent = all_failures(mail)
    except Exception:  # its patterns stumble over some broken mail, which then counts as none
        return []
    text = plain_text(mail)
    found = {address.decode("ascii", "replace"): False for address in permanent}
    found |= {address.decode("ascii", "replace"): True for address in temporary}
    return [
        _judged(address, text, is_temporary=is_temporary)
        for address, is_temporary in sorted(found.items())[:MOST_ADDRESSES]
    ]


def plain_text(mail: Message) -> str:
    """The text of the report itself, without any message it carries."""
    return "\n\n".join(_text_of(part) for part in _own_parts(mail))


def message_id_in(text: str) -> str:
    """The Message-ID of the message quoted at the end of a report's text, or ""."""
    found = _MESSAGE_ID.search(text)
    return found[1] if found else ""


def _is_by_a_server(mail: Message) -> bool:
    """Whether it has an empty return address, as RFC 5321 asks of reports, or a server's."""
    returns_to = str(mail["return-path"] or "").strip()
    return returns_to == "<>" or bool(_BY_A_SERVER.search(str(mail["from"] or "")))


def _own_parts(mail: Message) -> Iterator[Message]:
    """The plain-text parts outside any attached message."""
    waiting = [mail]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "message":
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            waiting += [inner for inner in payload if isinstance(inner, Message)]
        elif part.get_content_type() == "text/plain":
            yield part


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _decode(part: Message) -> None:
    """Decode base64 and quoted-printable in place: flufl.bounce reads the lines as they came."""
    if part["content-transfer-encoding"]:
        text = _text_of(part)
        del part["content-transfer-encoding"]
        part.set_payload(text.encode("ascii", "replace").decode())


def _judged(address: str, text: str, *, is_temporary: bool) -> Failure:
    said = decoded(" ".join(_paragraphs_about(address, text)))
    enhanced, reply = ENHANCED.search(said), _REPLY_CODE.search(said)
    if is_temporary or _NOT_YET.search(text):
        return Failure(address, 450, said)
    if enhanced and enhanced[1] in "45":
        return Failure(address, 550 if enhanced[1] == "5" else 450, said)
    return Failure(address, int(reply[1]) if reply else 550, said)


def _paragraphs_about(address: str, text: str) -> Iterator[str]:
    """The paragraphs that name the address, outside the quoted message."""
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        if address.lower() in paragraph.lower() and not _HEADER.search(paragraph):
            yield paragraph
