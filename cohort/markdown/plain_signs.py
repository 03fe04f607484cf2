r"""Signs that people use in plain prose, and that Markdown would take away: in what members write
they stay.

`C:\temp\_new`, `3~4 weeks`, `2*3*4` and `&copy;` are shown as they were typed. A backslash still
keeps the sign behind it from being Markdown, but it does not vanish for that (CommonMark 2.4), and
what stands in the place of a link is one only when somebody could see it and follow it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct
from markdown_it.rules_inline import StateInline, link, newline
from markdown_it.token import Token

_BACKSLASHES = re.compile(r"\\+")
_RUN = re.compile(r"\*+|~+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FOLLOWED = ("http", "https", "mailto")
_TABS = re.compile("\t+")


def plain_signs(md: MarkdownIt) -> None:
    """Teach a parser to leave them. Only `~~two~~` strikes out; an entity is no sign of its own,
    as HTML is none."""
    md.enable("strikethrough")
    md.disable("entity")
    md.inline.ruler.at("escape", _backslashes)
    md.inline.ruler.before("strikethrough", "between_digits", _between_digits)
    md.inline.ruler.at("link", _link)
    md.inline.ruler.at("newline", _newline)
    md.validateLink = _is_followed  # type: ignore[method-assign, assignment]
    md.add_render_rule("text", _text)


def _backslashes(state: StateInline, silent: bool) -> bool:
    r"""All of a run stays, with the sign behind it: `\\*.docx and \\*.txt` has no emphasis."""
    run = _BACKSLASHES.match(state.src, state.pos, state.posMax)
    if run is None:
        return False
    end = run.end()
    if end < state.posMax and isMdAsciiPunct(ord(state.src[end])):
        end += 1
    if not silent:
        token = state.push("text_special", "", 0)
        token.content = token.markup = state.src[state.pos : end]
        token.info = "escape"
    state.pos = end
    return True


def _between_digits(state: StateInline, silent: bool) -> bool:
    """Stars and waves between digits reckon: 2*3*4, 10~~20."""
    run = _RUN.match(state.src, state.pos, state.posMax)
    if run is None or not state.pos or not state.src[state.pos - 1].isdigit():
        return False
    if not state.src[run.end() : run.end() + 1].isdigit():
        return False
    if not silent:
        state.append_pending(run[0])
    state.pos = run.end()
    return True


def _link(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    if end < 0 or not state.src.startswith("(", end + 1):
        return False
    start = end + 2
    while start < state.posMax and state.src[start].isspace():
        start += 1
    place = state.md.helpers.parseLinkDestination(state.src, start, state.posMax)
    is_seen = state.src[state.pos + 1 : end].strip()
    if not is_seen or not place.str or "\\" in state.src[start : place.pos]:
        return False
    return link(state, silent)


def _is_followed(address: str) -> bool:
    """Whether the link would be kept: the sanitiser takes any other scheme's address away."""
    scheme = _SCHEME.match(address.strip())
    return scheme is None or scheme[1].lower() in _FOLLOWED


def _newline(state: StateInline, silent: bool) -> bool:
    """The parser's own, which takes the next line's tabs with its spaces."""
    start = state.pos
    if not newline(state, silent):
        return False
    first = state.src.find("\t", start, state.pos)
    state.pos = first if first > start else state.pos
    return True


def _text(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Tabs keep their width: a browser would show a table from a sheet as one run of words."""
    return _TABS.sub(lambda tabs: f'<span class="tab">{tabs[0]}</span>', escape(tokens[at].content))
