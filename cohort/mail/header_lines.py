"""Writes the lines of a message's headers.

Python's own policy writes any word that is longer than a line as encoded words, also where no
program reads such words (cpython#85725): addresses between `<` and `>`, message ids. It also
loses quotation marks on the way (cpython#121284). So our lines are written here: RFC 5322,
sections 2.1.1 and 2.2.3, for their length and folding, and RFC 2047, section 2, for encoded words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

LINE = 76  # characters: the longest line that holds an encoded word, and what we try for in others
LONGEST_LINE = 998  # octets, without the line end
_LONGEST_QUOTED = 70  # characters; what is longer is encoded, which can be folded anywhere
_END = "\r\n"
_ENCODED = "=?"
_TEXT_HEADERS = ("subject", "comments", "content-description")  # everything else has a structure
_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+", re.ASCII)
# In a quoted string these are right, but programs that read addresses badly take them for more.
_MISREAD = frozenset('"\\<>@:;[]')
_BEFORE_BRACKET = re.compile(r"(?<=[,>])<")


class HeaderPolicy(EmailPolicy):
    """A policy that encodes only texts and names, and folds everything else between its words."""

    def fold(self, name: str, value: Any) -> str:
        """The header with its line ends. Raises ValueError for what no line can hold."""
        header = value if hasattr(value, "name") else self.header_factory(name, value)
        if hasattr(header, "params"):  # Content-Type and its like have an encoding of their own
            folded: str = super().fold(name, header)
            return folded
        return self._checked(_lines(name, _words(name, header)))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same in bytes: ASCII, or UTF-8 for servers that take it."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")

    def _checked(self, folded: str) -> str:
        if not folded.isascii() and not self.utf8:
            raise ValueError("a header holds letters that it cannot hold")
        if any(len(line.encode()) > LONGEST_LINE for line in folded.split(_END)):
            raise ValueError("a header has a word that is too long")
        return folded


def _words(name: str, header: Any) -> list[str]:
    """The parts of the header's value between which a line may end."""
    if name.lower() in _TEXT_HEADERS:
        return _text(name, str(header))
    if hasattr(header, "addresses"):
        return _mailboxes(name, header.addresses)
    return _BEFORE_BRACKET.sub(" <", str(header)).split()


def _text(name: str, text: str) -> list[str]:
    words = text.split()
    plain = text.isascii() and text.isprintable() and " ".join(words) == text
    if plain and _ENCODED not in text and all(len(word) < LINE for word in words):
        return words
    return _encoded(name, text)


def _mailboxes(name: str, addresses: Iterable[Address]) -> list[str]:
    words: list[str] = []
    for one in addresses:
        if words:
            words[-1] += ","
        phrase = _phrase(name, one.display_name)
        words += [*phrase, f"<{one.addr_spec}>"] if phrase else [one.addr_spec]
    return words


def _phrase(name: str, text: str) -> list[str]:
    """A display name: plain where it can be, in quotation marks, or encoded."""
    words = text.split(" ") if text else []
    if _ENCODED not in text and all(len(word) < LINE for word in words):
        if all(_ATOM.fullmatch(word) for word in words):
            return words
        if text.isascii() and not _MISREAD & set(text) and len(text) <= _LONGEST_QUOTED:
            return [f'"{text}"']
    return _encoded(name, text)


def _encoded(name: str, text: str) -> list[str]:
    """Encoded words of at most 75 characters, with whole characters in each."""
    header = Header(text, "utf-8", maxlinelen=LINE, header_name=name)
    return header.encode(linesep=_END).split()


def _lines(name: str, words: list[str]) -> str:
    """The words one after another; a line ends before one that would make it too long, and before
    the first only where that helps."""
    lines = [f"{name}:"]
    for word in words:
        is_first = lines == [f"{name}:"]
        is_full = len(lines[-1]) + 1 + len(word) > LINE
        if is_full and (not is_first or len(word) < LINE):
            lines.append("")
        lines[-1] += f" {word}"
    return _END.join(lines) + _END
