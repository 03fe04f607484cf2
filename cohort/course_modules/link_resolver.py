"""From the addresses in stored pages to real ones, when a page is shown.

Stored HTML says `course:page/<module>/<page>#s-heading`, `course:module/<module>`,
`course:asset/<path>` or `course:glossary#<term>` (see course_format.links), so that the same
rendering serves every cohort, the organiser's preview, print and the books.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

from flask import url_for

from cohort.kernel.videos import Video, video_at

# From an address without "course:" to the real one; None where the reader cannot go there.
PlaceOf = Callable[[str], str | None]
# Why a link goes nowhere yet, as text to follow it: "opens Tuesday 3 March".
WhyNot = Callable[[str], str | None]
# Tags exactly as the sanitiser writes them: text and attribute values may hold what looks like an
# attribute or the end of a tag.
_ATTRIBUTES = r'(?:\s[^\s=<>"]+(?:="[^"]*")?)'
TAG = re.compile(rf"<[a-z][a-z0-9]*{_ATTRIBUTES}+\s*/?>")
_LINK = re.compile(rf'<a{_ATTRIBUTES}*?\shref="course:([^"]*)"{_ATTRIBUTES}*>(.*?)</a>', re.DOTALL)
_ADDRESS = re.compile(r' (href|src|poster)="course:([^"]*)"')
_PICTURE = re.compile(rf"<img{_ATTRIBUTES}*\s*/?>")
_ELSEWHERE = re.compile(r'\ssrc="(?!course:)')
_WORDS = re.compile(r'\salt="([^"]*)"')
_WITHIN = re.compile(r' (id="|href="#)')


def fill_addresses(html: str, place_of: PlaceOf, why_not: WhyNot | None = None) -> str:
    """The HTML with real addresses. Links that the reader cannot follow become plain text, and
    pictures from other sites become their alternative text: nothing is asked of other sites."""
    html = _PICTURE.sub(_own_or_words, html) if "<img" in html else html
    if "course:" not in html:
        return html
    if why_not:
        html = _LINK.sub(lambda link: _with_reason(link, place_of, why_not), html)

    def fill(found: re.Match[str]) -> str:
        place = place_of(unescape(found[2]))
        return f' {found[1]}="{escape(place)}"' if place else ""

    return TAG.sub(lambda tag: _ADDRESS.sub(fill, tag[0]), html)


def _with_reason(link: re.Match[str], place_of: PlaceOf, why_not: WhyNot) -> str:
    address = unescape(link[1])
    reason = None if place_of(address) else why_not(address)
    return f"{link[2]} ({escape(reason)})" if reason else link[0]


def apart(html: str, name: str) -> str:
    """The HTML with `name` put before its ids and the links to them: for pages joined in one
    document, where an id may occur only once."""
    return TAG.sub(lambda tag: _WITHIN.sub(rf" \g<1>{name}-", tag[0]), html)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the links of a page lead for its reader."""

    place_of: PlaceOf
    why_not: WhyNot | None = None

    def fill(self, html: str) -> str:
        """The HTML with real addresses."""
        return fill_addresses(html, self.place_of, self.why_not)

    def url(self, address: str) -> str | None:
        """One address by itself; an address on another site stays as it is."""
        if not address.startswith("course:"):
            return address
        return self.place_of(address.removeprefix("course:"))

    def video(self, address: str) -> Video | None:
        """The video at a stored address; None when it cannot be linked to."""
        return video_at(self.url(address) or "")


def reader_places(cohort_slug: str, opens: Mapping[str, str | None]) -> Places:
    """The places of a cohort for one reader. `opens`: for each module that the reader may know
    of, its slug with None when it is open, otherwise with when it opens, in words."""
    anywhere = cohort_places(cohort_slug)

    def place_of(address: str) -> str | None:
        module = _module_of(address)
        is_open = module is None or (module in opens and opens[module] is None)
        return anywhere(address) if is_open else None

    return Places(place_of, lambda address: opens.get(_module_of(address) or ""))


def _module_of(address: str) -> str | None:
    kind, _, rest = address.partition("#")[0].partition("/")
    return rest.partition("/")[0] if kind in ("page", "module") else None


def cohort_places(cohort_slug: str) -> PlaceOf:
    """The addresses of a cohort's own pages, for its members."""

    def place_of(address: str) -> str | None:
        return _place(
            address,
            page=lambda **names: url_for(
                "course_modules.read_page", cohort_slug=cohort_slug, **names
            ),
            module=lambda **names: url_for(
                "course_modules.read_module", cohort_slug=cohort_slug, **names
            ),
            asset=lambda path: url_for(
                "course_modules.send_file", cohort_slug=cohort_slug, path=path
            ),
            glossary=lambda: url_for("course_modules.read_glossary", cohort_slug=cohort_slug),
            course=lambda: url_for("course_modules.list_modules", cohort_slug=cohort_slug),
        )

    return place_of


def content_places(
    programme_slug: str, page: Callable[..., str], module: Callable[..., str]
) -> PlaceOf:
    """The addresses of an organiser's preview: files from the desk; `page` and `module` are given
    `module_slug` (and `page_slug`) and return where those are previewed."""
    desk = f"/organise/programmes/{programme_slug}/content"

    def place_of(address: str) -> str | None:
        return _place(
            address,
            page=page,
            module=module,
            asset=lambda path: url_for(
                "course_content.send_file", programme_slug=programme_slug, path=path
            ),
            glossary=lambda: desk,
            course=lambda: desk,
        )

    return place_of


def _place(
    address: str,
    *,
    page: Callable[..., str],
    module: Callable[..., str],
    asset: Callable[[str], str],
    glossary: Callable[[], str],
    course: Callable[[], str],
) -> str | None:
    """The place of one stored address, without "course:"; None for an unknown kind."""
    whole, hash_sign, anchor = address.partition("#")
    kind, _, rest = whole.partition("/")
    names = rest.split("/")
    place = None
    if kind == "page" and len(names) == 2:
        place = page(module_slug=names[0], page_slug=names[1])
    elif kind == "module" and len(names) == 1 and rest:
        place = module(module_slug=rest)
    elif kind == "asset" and rest:
        place = asset(unquote(rest))
    elif kind == "glossary":
        place = glossary()
    elif kind == "programme":
        place = course()
    return place and f"{place}{hash_sign}{anchor}"


def _own_or_words(found: re.Match[str]) -> str:
    if not _ELSEWHERE.search(found[0]):
        return found[0]
    words = _WORDS.search(found[0])
    # An attribute may hold "<" as it is, so the text is escaped again.
    return f"<em>{escape(unescape(words[1]), quote=False)}</em>" if words and words[1] else ""
