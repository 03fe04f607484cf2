"""Mail servers' replies in plain words, and what they say about the address."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Enhanced status codes (RFC 3463): class.subject.detail.
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# These mean that the address itself is no good: no such mailbox or domain, moved, switched off.
ABOUT_THE_ADDRESS = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.0", "2.1"}
WORDS = {
    "1.1": "the mailbox does not exist",
    "1.2": "the domain does not exist or takes no mail",
    "1.3": "the address is not a valid one",
    "1.6": "the mailbox has moved away",
    "1.10": "the domain takes no mail at all",
    "2.1": "the mailbox is switched off",
    "2.2": "the mailbox is full",
    "2.3": "the message is too long for it",
    "3.4": "the message is too long for it",
    "4.1": "it cannot reach the other server",
    "4.4": "it cannot find the other server",
    "4.7": "it gave up after trying for too long",
    "7.1": "it does not let us write to this address",
}
BLOCKED = "it takes our mail for spam, or does not trust our server. Ask their IT desk to let us in"
NO_SUCH_PERSON = re.compile(
    r"(no such (user|person|mailbox|recipient|address)|(user|recipient|mailbox|address) "
    r"(is )?(unknown|not found|does not exist|doesn't exist|unavailable|rejected)|unknown "
    r"(user|recipient|mailbox))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SmtpReply:
    """A server's refusal: its reply code and text, from SMTP or from a report."""

    code: int
    said: str

    @property
    def is_permanent(self) -> bool:
        """Whether trying again is pointless."""
        return self.code >= 500

    @property
    def is_about_the_address(self) -> bool:
        """Whether no mail can ever reach this address, whatever the mail says.

        A refusal as spam (5.7) or a full mailbox (5.2.2) is not: the next message may arrive.
        """
        if not self.is_permanent:
            return False
        if self._kind:
            return self._kind in ABOUT_THE_ADDRESS
        return self.code in (550, 551, 553) and bool(NO_SUCH_PERSON.search(self.said))

    @property
    def _kind(self) -> str | None:
        found = ENHANCED.search(self.said)
        return f"{int(found[2])}.{int(found[3])}" if found and found[1] in "45" else None

    def in_words(self, address: str) -> str:
        """'The server at council.example says the mailbox does not exist.'"""
        host = address.rpartition("@")[2] or "the other end"
        kind = self._kind or ("1.1" if self.is_about_the_address else "")
        if kind in WORDS and kind != "7.1":
            words = WORDS[kind]
        elif kind.startswith("7."):
            words = WORDS["7.1"] if "relay" in self.said.lower() else BLOCKED
        elif self.is_permanent:
            words = f"it does not take this message: {self.said}"
        else:
            words = "it is busy. We try again by ourselves"
        return f"The server at {host} says {words.rstrip('.')}."


def decoded(words: bytes | str) -> str:
    """A server's text on one line, of a sensible length."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(text.replace("\0", "").split())[:1000]
