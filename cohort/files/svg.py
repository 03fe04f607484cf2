"""Checks SVG files: accepts plain drawings, refuses those that contain something that could run.

We never re-encode them, because an export returns the same file; so we refuse anything that could
run, and say why. They are served for <img>, where no browser runs or loads anything (drawing
programs leave addresses of their fonts), and as a download, under a policy that forbids everything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cohort.files.kinds import BadFile

if TYPE_CHECKING:
    from lxml import etree

MOST_BYTES = 2 * 1024 * 1024
_RUNS = frozenset(
    {
        "script",
        "foreignobject",
        "iframe",
        "embed",
        "object",
        "handler",
        "listener",
        "audio",
        "video",
        "animate",
        "set",
    }
)
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*\Z")
_HARMLESS = (
    *("#", "https://", "http://"),
    *(f"data:image/{kind}" for kind in ("png", "jpeg", "jpg", "gif", "webp")),
)


def check_drawing(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, (0, 0) when the file does not say. Raises BadFile."""
    from lxml import etree  # loaded only when somebody adds an SVG: it costs 4 MB

    if len(content) > MOST_BYTES:
        raise BadFile(f"this SVG is larger than {MOST_BYTES // 1024**2} MB; save a simpler one")
    plain = content.lower()
    if b"<!entity" in plain or b"<?xml-stylesheet" in plain:
        raise BadFile("this SVG uses entities or a style sheet file; save it as plain SVG")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadFile(f"this SVG cannot be read ({str(error)[:80]}); save it again") from None
    if _name(root.tag) != "svg":
        raise BadFile("its name ends in .svg, but that is not what it is")
    for element in root.iter():
        _check(element)
    return _size(root)


def _check(element: etree._Element) -> None:
    tag: object = element.tag
    if not isinstance(tag, str):  # a comment or a processing instruction
        return
    name = _name(tag)
    if name in _RUNS:
        raise BadFile(f"this SVG contains <{name}>, which could run or load things; remove it")
    for attribute, value in element.attrib.items():
        _check_attribute(_name(str(attribute)), str(value))


def _check_attribute(name: str, value: str) -> None:
    plain = "".join(value.split()).lower()
    if name.startswith("on"):
        raise BadFile(f"this SVG contains a script ({name}); remove the script")
    if name in ("href", "src") and plain and not plain.startswith(_HARMLESS):
        raise BadFile("this SVG contains a link that can run or load things; remove the link")


def _size(root: etree._Element) -> tuple[int, int]:
    width, height = (_SIZE.match(root.get(name) or "") for name in ("width", "height"))
    if width and height:
        return _whole(width[1]), _whole(height[1])
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        return _whole(box[2]), _whole(box[3])
    except (IndexError, ValueError):
        return 0, 0


def _whole(number: str) -> int:
    return min(10_000, max(0, round(float(number))))


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
