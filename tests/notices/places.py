"""The pages of notices, for the sweeps in a browser."""

from __future__ import annotations

from tests.browser.visiting import Place

PLACES = (
    Place("notices", "notices.list_notices", "participant"),
    Place("notices with nothing in them", "notices.list_notices", "administrator"),
)
