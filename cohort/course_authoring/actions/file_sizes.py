"""Sizes of files, written where they stand when a page is rendered, so that reading asks for none:
of a picture in pixels, so that a page does not jump as it loads; of a download in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import unquote

from cohort.course_format.links import AssetFacts, CourseMap
from cohort.kernel.text import say_size

_IMAGE = re.compile(r'<img\b([^>]*?\bsrc="course:asset/([^"]*)"[^>]*?)(\s*/?)>')
_DOWNLOAD = re.compile(
    r'(<a class="download" href="course:asset/([^"]*)"[^>]*>[^<]*</a>)'
    r'(?: <span class="download__about">\(([^<]*)\)</span>)?'
)
_SIZED = re.compile(r"\b(?:width|height)=")


def with_sizes(parts: Sequence[dict[str, Any]], course: CourseMap) -> list[dict[str, Any]]:
    """The parts of a page, with the sizes of pictures and downloads where the course knows them."""
    return [
        part | {"html": sized(part["html"], course)}
        if "course:asset/" in part.get("html", "")
        else part
        for part in parts
    ]


def sized(html: str, course: CourseMap) -> str:
    """The same for one piece of HTML."""
    files = course.assets if isinstance(course.assets, Mapping) else {}
    if not files or "course:asset/" not in html:
        return html
    html = _IMAGE.sub(lambda found: _picture(found, files), html)
    return _DOWNLOAD.sub(lambda found: _download(found, files), html)


def _facts(address: str, files: Mapping[str, AssetFacts]) -> AssetFacts:
    return files.get(unquote(unescape(address)), AssetFacts())


def _picture(found: re.Match[str], files: Mapping[str, AssetFacts]) -> str:
    facts = _facts(found[2], files)
    if not facts.width or not facts.height or _SIZED.search(found[1]):
        return found[0]
    return f'<img{found[1]} width="{facts.width}" height="{facts.height}"{found[3]}>'


def _download(found: re.Match[str], files: Mapping[str, AssetFacts]) -> str:
    facts = _facts(found[2], files)
    if not facts.size:
        return found[0]
    about = ", ".join(words for words in (found[3], say_size(facts.size)) if words)
    return f'{found[1]} <span class="download__about">({about})</span>'
