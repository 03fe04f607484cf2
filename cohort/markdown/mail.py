"""Markdown as mails are written: plain text and simple HTML, both from one reading of the source.

A value (a name, a date, an address) never passes through the parser. The source holds a mark in
its place, and the value is put in once both bodies are made: into the text as it is, into the
HTML escaped. So no value can become Markdown or HTML, whatever somebody typed.

Lines and blank lines of the text are those of the source. A link's address cannot stand within a
sentence of plain text, where a full stop would become part of it, so it follows on a line of its
own: "[Choose a password](…)." becomes "Choose a password:" and the address below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Noncharacters (U+FDD0, U+FDD1): nobody writes them into a source.
_VALUE = re.compile("\ufdd0([0-9]+)\ufdd1")
_VALUE_AS_LINK = re.compile("<(\ufdd0[0-9]+\ufdd1)>")
_WEB = re.compile('https?://[^\\s<>"\ufdd0\ufdd1]+')
_LINE_END = re.compile(r"\r\n|\r|\n")
_MAILTO = "mailto:"
_ADDRESSES = 1_000_000  # the number of the first address's mark: no mail has so many values
KEPT = 256  # sources of mails
_BLOCKS = {"paragraph", "heading", "bullet_list", "ordered_list", "list_item"}
_INLINE = {"text", "softbreak", "hardbreak", "strong", "em", "link", "code_inline"}


class NotForMail(ValueError):
    """The source holds something that a mail cannot have; the message says what."""


@dataclass(frozen=True)
class MailBodies:
    """A mail's text, as plain text and as HTML."""

    text: str
    html: str


@dataclass(frozen=True)
class _Link:
    """A link as the source has it, and the paragraph it stands in."""

    href: str
    is_auto: bool
    content: str


def value_mark(number: int) -> str:
    """The mark that stands in the source for the value of this number."""
    return f"\ufdd0{number}\ufdd1"


def put_in(marked: str, values: Sequence[str]) -> str:
    """A text with its values in place of their marks."""
    return _VALUE.sub(lambda found: values[int(found[1])], marked)


def mail_bodies(source: str, values: Sequence[str] = ()) -> MailBodies:
    """Both bodies of a mail. Raises NotForMail for anything but paragraphs, second-level headings,
    lists, links, strong, em, line ends, and code that stands alone: a code to type in.

    Many mails differ in their values alone, so what is made of a source is kept for the next.
    """
    addresses = [_address(link, values) for link in _links(source)]
    marked = _drawn(source, tuple(address.startswith(_MAILTO) for address in addresses))
    settled = [address.removeprefix(_MAILTO) for address in addresses]

    def value(found: re.Match[str]) -> str:
        number = int(found[1])
        return values[number] if number < _ADDRESSES else settled[number - _ADDRESSES]

    return MailBodies(
        text=_VALUE.sub(value, marked.text),
        html=_VALUE.sub(lambda found: _as_html(value(found)), marked.html),
    )


@lru_cache(maxsize=KEPT)
def _links(source: str) -> tuple[_Link, ...]:
    return tuple(
        _Link(str(child.attrs["href"]), child.info == "auto", token.content)
        for token in _read(source)
        for child in token.children or []
        if child.type == "link_open"
    )


@lru_cache(maxsize=KEPT)
def _drawn(source: str, is_mail: tuple[bool, ...]) -> MailBodies:
    """Both bodies with marks in place of values and of addresses; `is_mail` says of each link
    whether it leads to an email address."""
    md, tokens = _parser(), _read(source)
    links = (child for token in tokens for child in token.children or [])
    openings = (child for child in links if child.type == "link_open")
    for number, (opening, to_mail) in enumerate(zip(openings, is_mail, strict=True)):
        mark = value_mark(_ADDRESSES + number)
        opening.attrs["href"] = f"{_MAILTO}{mark}" if to_mail else mark
    html: str = md.renderer.render(tokens, md.options, {})
    return MailBodies(_text(tokens), html)


def _read(source: str) -> list[Token]:
    tokens = _parser().parse(source)
    _check(tokens)
    _mark_codes(tokens)
    return tokens


def _as_html(value: str) -> str:
    return _LINE_END.sub("<br>\n", escape(value))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # HTML is parsed so that it can be refused; otherwise it would be shown as typed.
    md = MarkdownIt("commonmark", {"html": True, "breaks": True, "xhtmlOut": False})
    # A reference's text would vanish, and a Setext heading would appear by accident.
    md.disable(["reference", "lheading"])
    md.inline.ruler.before("autolink", "value_as_link", _value_as_link)
    # Addresses are checked below, with their values, and must keep their marks until then.
    md.normalizeLink = _as_it_is  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    md.validateLink = _for_now  # type: ignore[method-assign]
    return md


def _as_it_is(url: str) -> str:
    return url


def _for_now(url: str) -> bool:
    return True


def _value_as_link(state: StateInline, silent: bool) -> bool:
    """`<value>` is a link that shows its own address, as `<https://…>` is in Markdown."""
    found = _VALUE_AS_LINK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.info = {"href": found[1]}, "auto"
        state.push("text", "", 0).content = found[1]
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _check(tokens: Sequence[Token]) -> None:
    deepest = 0
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        deepest += token.nesting if name.endswith("_list") else 0
        if token.type == "inline":
            for child in token.children or []:
                if child.type.removesuffix("_open").removesuffix("_close") not in _INLINE:
                    raise NotForMail(
                        f"a mail has no {child.type}: {child.content or token.content}"
                    )
        elif name not in _BLOCKS or (name == "heading" and token.tag != "h2") or deepest > 1:
            raise NotForMail(f"a mail has no {name} <{token.tag}> like this: {token.content}")


def _mark_codes(tokens: Sequence[Token]) -> None:
    """A paragraph of code alone is a code to type in; `code` anywhere else is refused."""
    for opening, inline in pairwise(tokens):
        children = inline.children or []
        if not any(child.type == "code_inline" for child in children):
            continue
        if opening.type != "paragraph_open" or len(children) != 1:
            raise NotForMail(f"a code stands in a paragraph of its own: {inline.content}")
        opening.attrs["class"] = "code"
        inline.children = [Token("text", "", 0, content=children[0].content)]


def _address(link: _Link, values: Sequence[str]) -> str:
    """Where a link leads: a web page or an email address. Raises NotForMail for anything else."""
    address = put_in(link.href, values)
    if link.is_auto and address != link.href and not _WEB.match(address):
        address = f"{_MAILTO}{quote(address, safe='@')}"
    if not _WEB.fullmatch(address) and not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", address):
        raise NotForMail(f"a link leads nowhere ({address!r}): {link.content}")
    return address


def _text(tokens: Sequence[Token]) -> str:
    written, end, lead = "", 0, ""
    for token in tokens:
        if token.type == "list_item_open":
            lead = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            first, after = token.map or [0, 0]
            apart = "\n\n" if first > end else "\n"
            written += (apart if written else "") + lead + "\n".join(_lines(token.children or []))
            end, lead = after, ""
    return written


def _lines(children: Sequence[Token]) -> list[str]:
    """The lines of a paragraph; a line with a link is followed by its address."""
    lines: list[str] = []
    words, address, is_shown, is_over = "", "", False, False
    for child in [*children, Token("softbreak", "br", 0)]:
        if child.type in ("softbreak", "hardbreak"):
            lines += [_leading_on(words), address] if address else [words]
            words, address, is_shown, is_over = "", "", False, False
        elif child.type == "link_open":
            href, is_auto = str(child.attrs["href"]), child.info == "auto"
            if is_auto and href.startswith(_MAILTO):
                continue  # it stays in its sentence
            if address or is_shown:
                raise NotForMail(f"a line has one link at most: {words}")
            address, is_shown = "" if is_auto else href.removeprefix(_MAILTO), is_auto
        elif child.type == "link_close":
            is_over = is_shown
        elif child.content and is_over:
            raise NotForMail(f"an address stands at the end of its line: {words}")
        else:
            words += child.content
    return lines


def _leading_on(words: str) -> str:
    return words if words.endswith((":", "?", "!")) else f"{words.removesuffix('.')}:"
