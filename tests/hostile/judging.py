"""What in a piece of HTML could do something: for tests, and stricter than the cleaner is."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

_TAGS = (
    "a abbr aside blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 "
    "h4 h5 h6 hr img ins kbd li mark ol p pre q s section small span strong sub summary sup table "
    "tbody td tfoot th thead tr ul var samp cite dfn b i u input label"
)
_ATTRIBUTES = (
    "align alt aria-describedby aria-hidden aria-label aria-labelledby checked class colspan "
    "data-cut dir disabled download headers height hidden href id lang loading open rel reversed "
    "role rowspan scope span src start tabindex title translate type value width"
)
TAGS, ATTRIBUTES = set(_TAGS.split()), set(_ATTRIBUTES.split())
SCHEMES = {"", "http", "https", "mailto", "tel", "course"}
COURSE = re.compile(r"course:((page|module|asset)/[\w%./@+~-]+|glossary)(#[\w-]*)?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_LEADING = "".join(map(chr, range(33)))
# Nothing but these begins an id: a bare name could stand for one of ours, or of a script's.
ID = re.compile(r"(s-|fn|prompt-|term-)[\w.:-]+")


def dangers(html: str) -> list[str]:
    """One line for each element or attribute that has no business on a page of ours."""
    found: list[str] = []
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    for element in tree.iterdescendants():
        if isinstance(element, etree._Comment | etree._ProcessingInstruction):
            found.append(f"a comment {element}")
            continue
        tag = str(element.tag)
        if tag not in TAGS or (tag == "input" and not _is_task(element.attrib)):
            found.append(f"<{tag}>")
        found += [
            f"<{tag} {name}={value!r}>"
            for name, value in element.attrib.items()
            if _is_bad(tag, name, value)
        ]
    return found


def strays(html: str) -> list[str]:
    """Pictures that are not the course's own, and ids that could be mistaken for one of ours."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    pictures = tree.xpath(".//@src[not(starts-with(., 'course:asset/'))]")
    return [*pictures, *(name for name in tree.xpath(".//@id") if not ID.fullmatch(name))]


def _is_task(attributes: etree._Attrib) -> bool:
    return attributes.get("type") == "checkbox" and "disabled" in attributes


def _is_bad(tag: str, name: str, value: str) -> bool:
    if name in ("href", "src") and (tag, name) not in (("a", "href"), ("img", "src")):
        return True
    if name in ("href", "src"):
        return not _leads_somewhere_plain(value)
    return name not in ATTRIBUTES


def _leads_somewhere_plain(address: str) -> bool:
    """Read as browsers read it: tabs and line ends count for nothing, nor what stands before."""
    address = re.sub(r"[\t\n\r]", "", address).lstrip(_LEADING)
    scheme = _SCHEME.match(address)
    if (scheme[1].lower() if scheme else "") not in SCHEMES:
        return False
    return not address.lower().startswith("course:") or bool(COURSE.fullmatch(address))
