"""Markdown as members write it: a small set, hard limits, and never an error page.

Python-Markdown takes time that grows with the square of hostile input (20,000 `[` take over
12 s), so there are caps on length and on the characters that drive it. Past a cap, or on any
fault in the renderer, the text is shown just as it was typed.
"""

from __future__ import annotations

import re
import threading
from html import escape
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from cohort.kernel.markdown.clean import clean_member

LONGEST = 20_000  # characters
MOST_LINES = 2_000
MOST_COSTLY = 400  # of each of the characters below
COSTLY = "[*_`<&!~^"
# Lists and quotes nested in one line ("1. 1. 1. …"), 20 deep or more.
_DEEP_LINE = re.compile(r"^[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]*){20}", re.MULTILINE)
_ADDRESS = r"https?://[^\s<>\"]*[^\s<>\".,;:!?')\]]"
_DEEP_INDENT = re.compile(r"^[ \t]{80}", re.MULTILINE)
_local = threading.local()


def member_html(text: str) -> str:
    """Safe HTML for what a member wrote. Empty for empty text. Never raises."""
    if not text.strip():
        return ""
    if _too_costly(text):
        return _as_typed(text)
    try:
        # Markdown's own failures (deep nesting above all) must not cost anyone their text.
        return clean_member(_renderer().reset().convert(text))
    except Exception:
        return _as_typed(text)


def _too_costly(text: str) -> bool:
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        return True
    if any(text.count(mark) > MOST_COSTLY for mark in COSTLY):
        return True
    return bool(_DEEP_LINE.search(text) or _DEEP_INDENT.search(text))


def _as_typed(text: str) -> str:
    paragraphs = text.strip().split("\n\n")
    return "\n".join(
        "<p>{}</p>".format(escape(paragraph.strip(), quote=False).replace("\n", "<br>\n"))
        for paragraph in paragraphs
        if paragraph.strip()
    )


def _renderer() -> markdown.Markdown:
    if not hasattr(_local, "renderer"):
        _local.renderer = markdown.Markdown(
            extensions=["sane_lists", "nl2br", "pymdownx.tilde", _Small()],
            extension_configs={"pymdownx.tilde": {"subscript": False}},
            output_format="html",
        )
    renderer: markdown.Markdown = _local.renderer
    return renderer


class _Small(Extension):
    """Takes away raw HTML and images, and turns headings into strong paragraphs."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_BareAddress(_ADDRESS, md), "bare_address", 85)
        md.treeprocessors.register(_HeadingsToStrong(md), "headings_to_strong", 5)


class _BareAddress(InlineProcessor):
    """Links https://… as typed. Ours, because magiclink's patterns are quadratic on dots."""

    def handleMatch(  # type: ignore[override]  # the stubs know only the older base class
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        link = Element("a", {"href": m[0]})
        link.text = AtomicString(m[0])
        return link, m.start(), m.end()


class _HeadingsToStrong(Treeprocessor):
    """A post stands inside a page whose headings are ours; its own become bold lines."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                strong = Element("strong")
                strong.text, element.text = element.text, None
                strong.extend(list(element))
                for child in list(element):
                    element.remove(child)
                element.insert(0, strong)
                element.tag = "p"
            elif element.tag == "hr":
                element.tag, element.text = "p", "⁂"
