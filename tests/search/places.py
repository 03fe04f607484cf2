"""The pages of search, for the sweeps in a browser."""

from __future__ import annotations

from tests.browser.visiting import IN_SPRING, Place

PLACES = (
    Place("search", "search.show_results", "participant", IN_SPRING),
    Place("search found", "search.show_results", "participant", IN_SPRING, {"q": "commissioning"}),
    Place("search corrected", "search.show_results", "participant", IN_SPRING, {"q": "comissi"}),
    Place("search of people", "search.show_results", "participant", IN_SPRING, {"q": "council"}),
    Place("search in vain", "search.show_results", "participant", IN_SPRING, {"q": "xylophone"}),
    Place("search of a host", "search.show_results", "facilitator", IN_SPRING, {"q": "pairs"}),
)  # fmt: skip
