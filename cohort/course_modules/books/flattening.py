"""A page's parts as one piece of XHTML that is complete without the site around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

from cohort.course_modules.books.collecting import Book
from cohort.course_modules.books.sound_addresses import sound_address
from cohort.course_modules.link_resolver import TAG, PlaceOf, apart, fill_addresses
from cohort.kernel.languages import SITE, attributes, is_tag

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
_WITHIN = re.compile(r' href="#([^"]*)"')
_TOP = "top"  # stands for the beginning of the page itself
_PICTURE = re.compile(r"urn:picture:|picture-\d+\.[a-z]+\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NUMBERS = ("width", "height", "colspan", "rowspan", "start")
# Elements that e-readers may not know, or that do nothing on paper.
_DROPPED = ("contenteditable", "download", "loading", "decoding", "srcset", "sizes")

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def html_of(parts: Iterable[Mapping[str, Any]], language: str = SITE) -> str:
    """The parts joined, of a page in this language; prompts and videos become blocks that say what
    to do."""
    ours = attributes(SITE, language)
    return "\n".join(_part(part, ours) for part in parts)


def _part(part: Mapping[str, Any], ours: str) -> str:
    """`ours`: the attributes of what holds the site's own words."""
    kind, html = part["kind"], str(part["html"])
    if kind == "html":
        return html
    if kind == "video":
        title = f"<strong><span{ours}>Film:</span> {escape(str(part['title']))}</strong>"
        return (
            f'<div class="block"><p>{title}</p><p{ours}>{_video(str(part["url"]))}</p>'
            f"<p{ours}><strong>What is said in it</strong></p>{html}</div>"
        )
    label, what_to_do = _LABELS[kind]
    end = f'<p class="what-to-do"{ours}>{what_to_do}</p>' if what_to_do else ""
    return f'<div class="block block-{kind}"><p class="label"{ours}>{label}</p>{html}{end}</div>'


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


def xhtml(html: str, place_of: PlaceOf, top: str, name: str = "", deeper: int = 0) -> str:
    """Well-formed XHTML with the book's own addresses. `top`: where its own page begins. `name`
    sets its ids apart from those of other pages in the same document; `deeper`: by how many levels
    its headings go down there."""
    from lxml import etree  # loaded only when a book is made: it costs 4 MB
    from lxml import html as lxml_html

    html = _with_own_places(html)
    html = apart(html, name) if name else html
    filled = fill_addresses(html, lambda at: top if at == _TOP else place_of(at), _why_not)
    tree = lxml_html.fragment_fromstring(_NOT_XML.sub("", filled), create_parent="div")
    for element in list(tree.iter()):
        if isinstance(element.tag, str):
            _mend(element)
            if deeper and element.tag in _HEADINGS:
                element.tag = f"h{min(6, int(element.tag[1]) + deeper)}"
    return etree.tostring(tree, method="xml", encoding="unicode")


def _mend(element: Any) -> None:
    for attribute in list(element.attrib):
        if attribute in _DROPPED or attribute.startswith("data-") or _is_wrong(element, attribute):
            del element.attrib[attribute]
    if element.tag == "input":
        mark = "☑" if "checked" in element.attrib else "☐"
        _become_words(element, mark)
    elif element.tag == "img":
        _mend_picture(element)
    elif element.tag == "details":
        element.set("open", "open")
    elif element.tag == "a":
        _mend_link(element)


def _is_wrong(element: Any, attribute: str) -> bool:
    """Whether its value is one that XHTML does not allow, though browsers bear it."""
    value = element.get(attribute)
    if attribute in _NUMBERS:
        return not re.fullmatch(
            r"-?[0-9]{1,5}" if attribute == "start" else "[1-9][0-9]{0,4}", value
        )
    if attribute == "scope":
        return value not in ("row", "col", "rowgroup", "colgroup")
    return attribute == "lang" and not is_tag(value)


def _mend_picture(element: Any) -> None:
    """What is no picture of the book, such as a film, becomes a link to it."""
    source, words = element.get("src"), element.get("alt") or ""
    if source and _PICTURE.match(source):
        return
    _become_words(element, words)
    if source and not any(above.tag == "a" for above in element.iterancestors()):
        element.tag = "a"
        element.text = words or _name_of(unquote(source))
        element.set("href", source)
        _mend_link(element)


def _mend_link(element: Any) -> None:
    """A link leads to a place in the book, a file in it or another site; else it is words."""
    address = element.get("href")
    if address is not None and _PICTURE.match(address):
        _show_picture(element, address)
    elif address is not None and address.startswith(FILE):
        element.set("download", _name_of(unquote(address)))  # or no browser follows it
    elif address is not None and _SCHEME.match(address):
        sound = sound_address(address)
        if sound is None:
            _become_plain(element)
        else:
            element.set("href", sound)
    elif not address:
        _become_plain(element)


def _show_picture(element: Any, address: str) -> None:
    """Neither format can link to a picture alone: it is shown behind the words of the link, unless
    they are a picture themselves."""
    _become_plain(element)
    if next(element.iter("img"), None) is None:
        words = " ".join("".join(element.itertext()).split())
        picture = element.makeelement("img", {"src": address, "alt": words or _name_of(address)})
        element.append(picture)


def _become_plain(element: Any) -> None:
    element.tag = "span"
    element.attrib.clear()


def _become_words(element: Any, words: str) -> None:
    element.tag = "span"
    element.attrib.clear()
    element.text = words


def ids_in(html: str) -> frozenset[str]:
    """The ids in stored HTML."""
    tags = TAG.findall(html) if 'id="' in html else ()
    return frozenset(unescape(found[1]) for tag in tags if (found := _ID.search(tag)))


def _with_own_places(html: str) -> str:
    """The HTML without the links to places that its page does not have."""
    if ' href="#' not in html:
        return html
    ids = ids_in(html)

    def place(found: re.Match[str]) -> str:
        anchor = unquote(unescape(found[1]))
        if not anchor:
            return f' href="course:{_TOP}"'
        return found[0] if anchor in ids else ""

    return TAG.sub(lambda tag: _WITHIN.sub(place, tag[0]), html)


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
    terms = {term.slug for term in book.terms}

    def place_of(address: str) -> str | None:
        whole, _, anchor = address.partition("#")
        anchor = unquote(anchor)
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
