"""The plain text of HTML from our own renderer."""

from __future__ import annotations

import html
import re

# Quotes may hold a >. Nothing here backtracks, so that the time grows only with the page's length.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_HEADING = re.compile(r"<h[2-6]\b[^>]*>(.*?)</h[2-6]>", re.DOTALL)
_INLINE = re.compile(
    r"a|abbr|b|bdi|cite|code|dfn|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr"
)
_ENDS = (".", "!", "?", ":", ";", ",", "…", "”", '"')


def text_of(page: str) -> str:
    """All text on one line: the words unchanged, and a full stop between two blocks where no
    sentence ends."""
    plain = html.unescape(_TAG.sub(_instead, page)).replace("↩︎", " ").replace("↩", " ")
    blocks = [" ".join(block.split()) for block in plain.split("\x1e")]
    parts: list[str] = []
    for block in filter(None, blocks):
        if parts and not parts[-1].endswith(_ENDS):
            parts.append("·")
        parts.append(block)
    return " ".join(parts)


def headings_of(page: str) -> str:
    """The headings alone, on one line."""
    return " · ".join(text_of(heading) for heading in _HEADING.findall(page))


def _instead(tag: re.Match[str]) -> str:
    return "" if _INLINE.fullmatch(tag[2].lower()) else "\x1e"
