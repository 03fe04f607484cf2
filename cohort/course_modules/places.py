"""From the addresses that stand in stored pages to real ones, as a page is shown.

Stored HTML says `course:page/<module>/<page>#s-heading`, `course:module/<module>`,
`course:asset/<path>` or `course:glossary#<term>` (see kernel.courses.links), so that the same
rendering serves every cohort, the organiser's preview, print and the books.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from flask import url_for

# Of one address, without "course:", the real one; None where the reader cannot go there.
PlaceOf = Callable[[str], str | None]
_ADDRESS = re.compile(r'\b(href|src|poster)="course:([^"]*)"')
_PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_ELSEWHERE = re.compile(r'\ssrc="(?!course:)')
_WORDS = re.compile(r'\salt="([^"]*)"')


def fill_addresses(html: str, place_of: PlaceOf) -> str:
    """The HTML with real addresses. A link to a place that the reader cannot reach loses it, and a
    picture that is not the course's own gives way to its words: nothing is asked of other sites."""

    def fill(found: re.Match[str]) -> str:
        place = place_of(unescape(found[2]))
        return f'{found[1]}="{escape(place)}"' if place else ""

    html = _PICTURE.sub(_own_or_words, html) if "<img" in html else html
    return _ADDRESS.sub(fill, html) if "course:" in html else html


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
            glossary=lambda: f"/cohorts/{cohort_slug}/modules/glossary",
            course=lambda: url_for("course_modules.list_modules", cohort_slug=cohort_slug),
        )

    return place_of


def content_places(
    programme_slug: str, page: Callable[..., str], module: Callable[..., str]
) -> PlaceOf:
    """The addresses of an organiser's preview: files from the desk; `page` and `module` are given
    `module_slug` (and `page_slug`) and say where those are previewed."""
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
    """The place of one stored address, without "course:"; None for one of no kind that we know."""
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
    # Within an attribute "<" may stand as it is, so the words are escaped anew.
    return f"<em>{escape(unescape(words[1]), quote=False)}</em>" if words and words[1] else ""
