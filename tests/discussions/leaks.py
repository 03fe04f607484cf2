"""What of threads could leak, and who may see it."""

from __future__ import annotations

from cohort.db import db
from cohort.discussions.models import MailedPost
from cohort.kernel import ids
from tests.access.leaking import MEMBERS, Planted, Site

PLANTED = (
    Planted("heron-thread-title", MEMBERS),
    Planted("heron-post-body", MEMBERS),
    Planted("heron-left-out-of-mail", frozenset({"author"})),
    Planted("tern-thread-next-door", frozenset({"other_fac"})),
    Planted("lapwing-thread-far-away", frozenset({"outsider"})),
)


def _threads(site: Site) -> None:
    author = site.people["author"]
    thread = site.world.thread(author, site.heron, "heron-thread-title", "heron-post-body")
    site.addresses["thread_id"] = ids.write_id(thread)
    post = site.world.post(author, site.heron, thread, "heron-post-body by mail")
    with site.world.database():
        facts = {
            "whole": "heron-left-out-of-mail",
            "left_out": "heron-left-out-of-mail",
            "lines": 1,
        }
        db.session.add(MailedPost(post_id=post, user_id=author.id, **facts))
    site.addresses["post_id"] = ids.write_id(post)
    site.world.thread(site.people["other_fac"], site.tern, "tern-thread-next-door")
    site.world.thread(site.people["outsider"], site.lapwing, "lapwing-thread-far-away")


PLANTS = (_threads,)
