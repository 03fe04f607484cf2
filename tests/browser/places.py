"""Every page of the site, filled with the demo's data: who opens it, and in which state. They
stand in tests/<feature>/places.py; a new GET route needs a line there (`faults` says so)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from tests.browser.visiting import Place
from tests.declared import declared, home_of

PLACES: tuple[Place, ...] = declared("places", "PLACES")


def faults(app: Flask, places: Iterable[Place], left_out: Iterable[str]) -> list[str]:
    """GET routes that no place opens, and what is declared though it is gone or stands twice:
    sentences that say what to do. `left_out` are the endpoints of NOT_PAGES and ELSEWHERE."""
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    opened = {place.endpoint: place.name for place in places}
    names = [place.name for place in places]
    return (
        [f"no sweep opens {endpoint} ({rules[endpoint]}): add a Place for it to "
         f"{home_of(app, endpoint)}/places.py (or to NOT_PAGES there if no person reads it)"
         for endpoint in sorted(rules.keys() - opened.keys() - set(left_out))]
        + [f"“{opened[endpoint]}” opens {endpoint}, which is gone: take the Place out"
           for endpoint in sorted(opened.keys() - rules.keys()) if not endpoint.startswith("/")]
        + [f"{endpoint} is opened, or is gone: take it out of NOT_PAGES or ELSEWHERE"
           for endpoint in sorted(left_out) if endpoint in opened or endpoint not in rules]
        + [f"two Places are called “{name}”: give one another name"
           for name in sorted(set(names)) if names.count(name) > 1]
    )  # fmt: skip
