"""The size of each picture, written where it stands, so that a page does not jump as it loads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import unquote

from cohort.kernel.courses.links import CourseMap

_IMAGE = re.compile(r'<img\b([^>]*?\bsrc="course:asset/([^"]*)"[^>]*?)(\s*/?)>')
_SIZED = re.compile(r"\b(?:width|height)=")


def with_sizes(parts: Sequence[dict[str, Any]], course: CourseMap) -> list[dict[str, Any]]:
    """The parts of a page, their pictures with width and height where the course knows them."""
    sizes = course.assets if isinstance(course.assets, Mapping) else {}
    if not sizes:
        return list(parts)
    return [
        part | {"html": _IMAGE.sub(lambda found: _sized(found, sizes), part["html"])}
        if "course:asset/" in part.get("html", "")
        else part
        for part in parts
    ]


def _sized(found: re.Match[str], sizes: Mapping[str, tuple[int, int]]) -> str:
    width, height = sizes.get(unquote(unescape(found[2])), (0, 0))
    if not width or not height or _SIZED.search(found[1]):
        return found[0]
    return f'<img{found[1]} width="{width}" height="{height}"{found[3]}>'
