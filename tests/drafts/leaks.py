"""What of drafts could leak, and who may see it."""

from __future__ import annotations

from tests.access.leaking import Planted, Site
from tests.drafts.keeping import keep

PLANTED = (Planted("heron-draft-words", frozenset({"author"})),)


def _drafts(site: Site) -> None:
    keep(site.world, site.people["author"], site.heron, {"body": "heron-draft-words"})


PLANTS = (_drafts,)
