"""The pages of facilitation, for the sweeps in a browser."""

from __future__ import annotations

from tests.browser.visiting import IN_COAST, IN_SPRING, Place

PLACES = (
    Place("progress", "facilitation.show_progress", "facilitator", IN_SPRING),
    Place("progress with nothing in it", "facilitation.show_progress", "facilitator", IN_COAST),
)  # fmt: skip
NOT_PAGES = ("facilitation.export_progress",)
