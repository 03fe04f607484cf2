"""A page's text without its markup: for search, the reading age and word counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

_BREAKS = re.compile(
    r"</?(?:p|div|li|ul|ol|h[2-6]|tr|table|section|aside|blockquote|pre|dt|dd|dl|details|summary"
    r"|figure|figcaption|br|hr|caption)\b[^>]*>"
)
_CELLS = re.compile(r"</t[hd]>\s*")
_MARKUP = re.compile(r"<[^>]*>")
_NOTES = re.compile(
    r'<sup class="footnote-ref">.*?</sup>|<a class="footnote-back".*?</a>', re.DOTALL
)
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")


def storable(text: str) -> str:
    """Replace NULs and lone surrogates, which no database stores, with U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def plain_text(parts: Iterable[Mapping[str, Any]], *, with_facilitators: bool = False) -> str:
    """What a reader reads, a line for each paragraph, heading, item and row.

    Facilitators' notes are left out unless asked for.
    """
    texts: list[str] = []
    for part in parts:
        if part["kind"] == "facilitator" and not with_facilitators:
            continue
        if part["kind"] == "video":
            texts.append(str(part.get("title", "")))
        texts.append(text_of_html(str(part["html"])))
    return "\n".join(text for text in texts if text)


def text_of_html(html: str) -> str:
    """The text of sanitised HTML."""
    html = _CELLS.sub(" ", _BREAKS.sub("\n", _NOTES.sub("", html)))
    lines = (" ".join(line.split()) for line in unescape(_MARKUP.sub("", html)).split("\n"))
    return "\n".join(line for line in lines if line)
