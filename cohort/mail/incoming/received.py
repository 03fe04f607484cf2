"""A mail that came in, as its handlers see it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parseaddr

BIGGEST = 20 * 1024 * 1024  # bytes
# Where servers write for whom a mail was, besides the headers that its sender wrote.
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")
_MOST_RECIPIENTS = 100


@dataclass(frozen=True)
class Received:
    """A mail. Of one that is too big (`is_too_big`) there are only the headers."""

    raw: bytes
    mail: Message
    is_too_big: bool = False

    @classmethod
    def of(cls, raw: bytes, *, is_too_big: bool = False) -> Received:
        """Read a mail. Never raises: what is broken is read as far as it goes."""
        return cls(raw, message_from_bytes(raw, policy=compat32), is_too_big)

    def header(self, name: str) -> str:
        """A header's first value in letters; "" when there is none."""
        return _letters(self.mail.get(name))

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address in From; two empty texts unless it holds exactly one address."""
        found = self.mail.get_all("From") or []
        if len(found) != 1 or len(getaddresses([str(found[0])])) != 1:
            return "", ""
        name, address = parseaddr(str(found[0]))
        return _letters(name), address.strip().lower()

    @property
    def recipients(self) -> list[str]:
        """The addresses it was sent to, in small letters."""
        lines = [str(line) for name in _RECIPIENTS for line in self.mail.get_all(name) or []]
        found = getaddresses(lines)[:_MOST_RECIPIENTS]
        return list(dict.fromkeys(address.strip().lower() for _, address in found if address))

    @property
    def message_id(self) -> str:
        """Its Message-ID with its brackets, or ""."""
        found = _MESSAGE_ID.search(str(self.mail.get("Message-ID") or ""))
        return found[0] if found else ""

    @property
    def answers(self) -> list[str]:
        """The Message-IDs it answers, the nearest first."""
        before = _MESSAGE_ID.findall(str(self.mail.get("In-Reply-To") or ""))
        older = _MESSAGE_ID.findall(str(self.mail.get("References") or ""))
        return list(dict.fromkeys([*before, *reversed(older)]))[:20]

    @property
    def key(self) -> str:
        """The same for the same mail, whichever way and however often it comes. Without a
        Message-ID it is made of the whole mail."""
        what = f"{self.message_id} {self.sender[1]}".encode() if self.message_id else self.raw
        return hashlib.sha256(what).hexdigest()


# Takes a mail and returns in a word or two what became of it; None when it is not for this one.
Handler = Callable[[Received], str | None]


def _letters(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value or ""))))
    except (ValueError, LookupError, AttributeError, TypeError):  # broken encoded words
        return str(value or "")
