"""The headings of a page as read: for its contents, and for the place where a reader stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

# As the renderer writes them. A block's own title has a class, and is not a heading of the page.
_HEADING = re.compile(r'<h([23]) id="(s-[^"]+)">(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of level 2 or 3: the id to link to, and its text."""

    level: int
    id: str
    words: str


def headings_in(parts: Sequence[dict[str, Any]]) -> Sequence[PageHeading]:
    """The headings of a page's own text, in order."""
    return tuple(heading for part in parts for heading in _headings(part))


def _headings(part: dict[str, Any]) -> Iterator[PageHeading]:
    if part["kind"] == "html":
        for level, anchor, html in _HEADING.findall(part["html"]):
            words = " ".join(unescape(_TAG.sub("", html)).split())
            yield PageHeading(int(level), unescape(anchor), words)
