"""Bare addresses become links, as on GitHub: http(s)://…, www.… and mail addresses.

They end before the sentence's own signs. GitHub knows those of ASCII alone; phones write curly
quotes by themselves, and Chinese and Japanese put no space behind a full-width stop.

We do this ourselves, because the existing plugins take quadratic time on hostile input. http(s)://
is found while parsing, so that `_` and `*` in an address stay part of it; www. and mail addresses
are found in the plain text that is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
_ANY = re.compile(r"://|www\.|@", re.IGNORECASE)
_A = re.compile(r"</?a\b", re.IGNORECASE)
_BRACKET = re.compile(r"[\[\]]")
_START = re.compile(r"www\.|@", re.IGNORECASE)
# Browsers copy such signs as %E2…: raw ones belong to the sentence. Quotation marks of all scripts
# (Unicode's Pi and Pf, and the low ones), CJK punctuation, full-width and half-width forms.
_QUOTES = "\u00ab\u00bb\u2018-\u201f\u2039\u203a\u2e42"
_WIDE = (
    "\u3000-\u3003\u3008-\u301f\u3030\ufe30-\ufe4f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_UNSEEN = "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_WEB = re.compile(rf"[^\s<{_QUOTES}{_WIDE}{_UNSEEN}]{{1,2000}}")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_HOST = re.compile(r"[^\s<>/?#:!\"'()\[\],;&*@^`{|}~\\]{1,255}")
_LOCAL = re.compile(r"[A-Za-z0-9.+_-]{1,64}\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9][A-Za-z0-9_-]{0,62}){1,8}(?!@)")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")


def bare_addresses(md: MarkdownIt) -> None:
    """Teach a parser to link them."""
    md.inline.ruler.push("web_address", _web_address)
    md.core.ruler.after("inline", "bare_addresses", _link_all)


def _web_address(state: StateInline, silent: bool) -> bool:
    position = state.pos
    if silent or state.linkLevel > 0 or not state.src.startswith("://", position):
        return False
    scheme = _SCHEME.search(state.pending[-5:])
    if not scheme:
        return False
    start = position - len(scheme[0])
    end = _end_of_web(state.src, start, position + 3, state.posMax, needs_dot=False)
    before = state.src[start - 1 : start]
    if end is None or (before.isascii() and before.isalpha()):
        return False
    address = state.src[start:end]
    href = state.md.normalizeLink(address)
    if not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.info = {"href": href}, "bare"
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1).info = "bare"
    state.pos = end
    return True


def _link_all(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and _ANY.search(token.content):
            token.children = list(_Linking(state.md).run(token.children))


class _Linking:
    """The links of one paragraph. As on GitHub, a web address after an open bracket stays text."""

    def __init__(self, md: MarkdownIt) -> None:
        self.md = md
        self.brackets = 0

    def run(self, children: list[Token]) -> Iterator[Token]:
        """The same tokens, with links."""
        links, unlinked = 0, False
        for child in children:
            if child.info == "bare":
                unlinked = self.brackets > 0 if child.nesting == 1 else unlinked
                if not unlinked:
                    links += child.nesting
                    yield child
            elif child.type in ("link_open", "link_close"):
                links += child.nesting
                yield child
            elif child.type == "text" and links <= 0:
                yield from self._split(child)
            else:
                if child.type == "html_inline" and _A.match(child.content):
                    links += -1 if child.content.startswith("</") else 1
                yield child

    def _split(self, token: Token) -> Iterator[Token]:
        text, done, position = token.content, 0, 0
        while found := _START.search(text, position):
            self._count(text, position, found.start())
            position = found.start()
            span = None
            if found[0] == "@" or not self.brackets:
                span = _span(text, found, done)
            if span is None:
                self._count(text, position, found.end())
                position = found.end()
                continue
            start, end, address = span
            if start > done:
                yield _text(text[done:start], token.level)
            yield from _link(self.md, address, text[start:end], token.level)
            done = position = end
        self._count(text, position, len(text))
        if done == 0:
            yield token
        elif done < len(text):
            yield _text(text[done:], token.level)

    def _count(self, text: str, start: int, end: int) -> None:
        for letter in _BRACKET.findall(text, start, end):
            self.brackets = max(0, self.brackets + (1 if letter == "[" else -1))


def _span(text: str, found: re.Match[str], done: int) -> tuple[int, int, str] | None:
    if found[0] == "@":
        return _mail(text, found.start(), done)
    start = found.start()
    if start > done and not _may_follow(text, start):
        return None
    end = _end_of_web(text, start, start, len(text), needs_dot=True)
    return None if end is None else (start, end, f"http://{text[start:end]}")


def _end_of_web(
    text: str, start: int, host_start: int, limit: int, *, needs_dot: bool
) -> int | None:
    whole = _WEB.match(text, start, limit)
    end = start + _trimmed(whole[0]) if whole else start
    host = _HOST.match(text, host_start, end)
    return end if host and _is_host(host[0], needs_dot) else None


def _may_follow(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not before or before.isspace() or before in "*_~(" or _is_sign(before)


def _is_sign(letter: str) -> bool:
    """Whether it is punctuation beyond ASCII."""
    return not letter.isascii() and unicodedata.category(letter)[0] == "P"


def _is_host(host: str, needs_dot: bool) -> bool:
    host = host.rstrip(".")
    parts = host.split(".")
    if any("_" in part for part in parts[-2:]) or not host:
        return False
    return len(parts) > 1 or not needs_dot


def _trimmed(address: str) -> int:
    """Where the address ends, without the punctuation that belongs to the sentence."""
    end = len(address)
    count = {sign: address.count(sign) for sign in "()[]{}"}
    while end:
        last = address[end - 1]
        if last in "?!.,:*_~'\"" or _is_sign(last):
            end -= 1
        elif last in _CLOSING and count[last] > count[_CLOSING[last]]:
            end -= 1
            count[last] -= 1
        elif last == ";":
            entity = _ENTITY.search(address[max(0, end - 40) : end])
            end -= len(entity[0]) if entity else 1
        else:
            break
    return end


def _mail(text: str, at: int, done: int) -> tuple[int, int, str] | None:
    local = _LOCAL.search(text[max(done, at - 64) : at])
    domain = _DOMAIN.match(text, at + 1)
    if not local or not domain:
        return None
    start = at - len(local[0])
    if start > done and text[start - 1] == "/":
        return None
    end = domain.end()
    if not text[end - 1].isalpha():
        return None
    return start, end, f"mailto:{text[start:end]}"


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _link(md: MarkdownIt, address: str, words: str, level: int) -> Iterator[Token]:
    href = md.normalizeLink(address)
    if not md.validateLink(href):
        yield _text(words, level)
        return
    yield Token("link_open", "a", 1, attrs={"href": href}, markup="linkify", level=level)
    yield _text(words, level + 1)
    yield Token("link_close", "a", -1, markup="linkify", level=level)
