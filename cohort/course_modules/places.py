"""From the addresses that stand in stored pages to real ones, as a page is shown.

Stored HTML says `course:page/<module>/<page>#s-heading`, `course:module/<module>`,
`course:asset/<path>` or `course:glossary#<term>` (see kernel.courses.links), so that the same
rendering serves every cohort, the organiser's preview, print and the books.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

# Of one address, without "course:", the real one; None where the reader cannot go there.
PlaceOf = Callable[[str], str | None]
_ADDRESS = re.compile(r'\b(href|src|poster)="course:([^"]*)"')


def fill_addresses(html: str, place_of: PlaceOf) -> str:
    """The HTML with real addresses. A link to a place that the reader cannot reach loses it."""

    def fill(found: re.Match[str]) -> str:
        place = place_of(unescape(found[2]))
        return f'{found[1]}="{escape(place)}"' if place else ""

    return _ADDRESS.sub(fill, html) if "course:" in html else html
