"""What of registrations could leak, and who may see it."""

from __future__ import annotations

from tests.access.leaking import RUNNERS, Planted, Site

PLANTED = (
    Planted("heron-registration", RUNNERS | {"facilitator"}),
    Planted("heron-hopes", RUNNERS | {"facilitator"}),
    Planted("later-registration", RUNNERS),
)


def _registrations(site: Site) -> None:
    site.world.interest(site.programme, site.heron, name="heron-registration", hopes="heron-hopes")
    site.world.interest(site.programme, None, name="later-registration")


PLANTS = (_registrations,)
