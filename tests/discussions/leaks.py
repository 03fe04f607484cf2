"""What of threads could leak, and who may see it."""

from __future__ import annotations

from cohort.kernel import ids
from tests.access.leaking import MEMBERS, Planted, Site

PLANTED = (
    Planted("heron-thread-title", MEMBERS),
    Planted("heron-post-body", MEMBERS),
    Planted("tern-thread-next-door", frozenset({"other_fac"})),
    Planted("lapwing-thread-far-away", frozenset({"outsider"})),
)


def _threads(site: Site) -> None:
    author = site.people["author"]
    thread = site.world.thread(author, site.heron, "heron-thread-title", "heron-post-body")
    site.addresses["thread_id"] = ids.write_id(thread)
    site.world.thread(site.people["other_fac"], site.tern, "tern-thread-next-door")
    site.world.thread(site.people["outsider"], site.lapwing, "lapwing-thread-far-away")


PLANTS = (_threads,)
