"""A page's parts as one piece of XHTML that is complete without the site around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from cohort.course_modules.books.collecting import Book
from cohort.course_modules.link_resolver import PlaceOf, apart, fill_addresses

ON_THE_SITE = "on the site"
FILE = "urn:file:"  # stands for the content of a file, until a page of HTML is written
_LABELS = {
    "reflect": ("Reflect", "Write in your log."),
    "discuss": ("Discuss", "Talk about it in your cohort’s thread."),
    "try": ("Try this at work", ""),
    "facilitator": ("For facilitators", ""),
}
# XML forbids most control characters, though HTML allows them.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_ID = re.compile(r'\sid="([^"]+)"')
# Elements that e-readers may not know, or that do nothing on paper.
_DROPPED = ("contenteditable", "download", "loading", "decoding", "srcset", "sizes")

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def html_of(parts: Iterable[Mapping[str, Any]]) -> str:
    """The parts joined; prompts and videos become blocks that say what to do."""
    return "\n".join(_part(part) for part in parts)


def _part(part: Mapping[str, Any]) -> str:
    kind, html = part["kind"], str(part["html"])
    if kind == "html":
        return html
    if kind == "video":
        title = f"<strong>Film: {escape(str(part['title']))}</strong>"
        return (
            f'<div class="block"><p>{title}</p><p>{_video(str(part["url"]))}</p>'
            f"<p><strong>What is said in it</strong></p>{html}</div>"
        )
    label, what_to_do = _LABELS[kind]
    end = f'<p class="what-to-do">{what_to_do}</p>' if what_to_do else ""
    return f'<div class="block block-{kind}"><p class="label">{label}</p>{html}{end}</div>'


def _video(address: str) -> str:
    """Where a video is: on another site, or a file of the course."""
    where = escape(address)
    if address.startswith("course:"):
        return f'<a href="{where}">The film’s file</a>'
    return f'Watch it online: <a href="{where}">{where}</a>'


def _name_of(address: str) -> str:
    return unquote(address).rpartition("/")[2]


def _why_not(address: str) -> str:
    """The text after a link that leads nowhere in the book. It names a file, so it can be found."""
    is_file = address.startswith("asset/")
    return f"{ON_THE_SITE}: {_name_of(address)}" if is_file else ON_THE_SITE


def xhtml(html: str, place_of: PlaceOf, name: str = "", deeper: int = 0) -> str:
    """Well-formed XHTML with the book's own addresses. `name` sets its ids apart from those of
    other pages in the same document; `deeper`: by how many levels its headings go down there."""
    from lxml import etree  # loaded only when a book is made: it costs 4 MB
    from lxml import html as lxml_html

    html = apart(html, name) if name else html
    filled = fill_addresses(html, place_of, _why_not)
    tree = lxml_html.fragment_fromstring(_NOT_XML.sub("", filled), create_parent="div")
    for element in tree.iter():
        if isinstance(element.tag, str):
            _mend(element)
            if deeper and element.tag in _HEADINGS:
                element.tag = f"h{min(6, int(element.tag[1]) + deeper)}"
    return etree.tostring(tree, method="xml", encoding="unicode")


def _mend(element: Any) -> None:
    for attribute in list(element.attrib):
        if attribute in _DROPPED or attribute.startswith("data-"):
            del element.attrib[attribute]
    if element.tag == "input":
        mark = "☑" if "checked" in element.attrib else "☐"
        _become_words(element, mark)
    elif element.tag == "img" and not element.get("src"):
        _become_words(element, element.get("alt") or "")
    elif element.tag == "details":
        element.set("open", "open")
    elif element.tag == "a" and element.get("href") is None:
        element.attrib.clear()
    elif element.tag == "a" and element.get("href").startswith(FILE):
        element.set("download", _name_of(unquote(element.get("href"))))  # or no browser follows it


def _become_words(element: Any, words: str) -> None:
    element.tag = "span"
    element.attrib.clear()
    element.text = words


def ids_in(html: str) -> frozenset[str]:
    """The ids in stored HTML."""
    return frozenset(_ID.findall(html))


def places(
    book: Book,
    *,
    page: Callable[[str, str], str],
    picture: Callable[[str], str],
    file: Callable[[str], str],
    most_bytes: int,
    glossary: Callable[[str], str],
    start: str,
) -> PlaceOf:
    """Where stored addresses lead within a book: content outside it has no place.

    `page` makes an address from the name of a chapter or page and an anchor ("" for its top),
    `picture` and `file` from a stored address, `glossary` from a term's slug. A file of more
    than `most_bytes` is not in the book.
    """
    names = {f"module/{chapter.slug}": chapter.name for chapter in book.chapters}
    anchors = {chapter.name: ids_in(html_of(chapter.parts)) for chapter in book.chapters}
    for chapter in book.chapters:
        for one in chapter.pages:
            names[f"page/{chapter.slug}/{one.slug}"] = one.name
            anchors[one.name] = ids_in(html_of(one.parts))
    terms = {slug for slug, _, _ in book.terms}

    def place_of(address: str) -> str | None:
        whole, _, anchor = address.partition("#")
        if whole in names:
            name = names[whole]
            return page(name, anchor if anchor in anchors[name] else "")
        if whole == "glossary":
            return glossary(anchor if anchor in terms else "") if terms else None
        if whole.startswith("programme"):
            return start
        known = quote(unquote(whole))
        if known in book.files and book.files[known].size <= most_bytes:
            return file(known)
        return picture(known) if known in book.pictures else None

    return place_of
