"""The pages of drafts, for the sweeps in a browser."""

from __future__ import annotations

from tests.browser.visiting import IN_SPRING, Place

PLACES = (
    Place("nothing unfinished", "drafts.list_unfinished", "participant", IN_SPRING),
)  # fmt: skip
