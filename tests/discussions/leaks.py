"""What of threads could leak, and who may see it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.actions.attaching import change_files, describe
from cohort.discussions.actions.hiding import hide_post
from cohort.discussions.actions.private import answer_privately, reply_privately
from cohort.discussions.actions.reporting import report_post
from cohort.discussions.actions.to_come import Plan, plan_thread
from cohort.discussions.models import MailedPost, PostFile, PostReport, Reason
from cohort.discussions.queries import get_post
from cohort.discussions.queries.hosted import get_hosted_post
from cohort.discussions.queries.private import get_exchange_with
from cohort.files.member_files import look_through
from cohort.kernel import clock, ids
from tests.access.leaking import MEMBERS, RUNNERS, Planted, Site
from tests.pictures import picture

PLANTED = (
    Planted("heron-thread-title", MEMBERS),
    Planted("heron-post-body", MEMBERS),
    Planted("heron-thread-to-come", frozenset({"facilitator"})),
    Planted("heron-file-name.pdf", MEMBERS),
    Planted("heron-what-a-picture-shows", MEMBERS),
    Planted("heron-left-out-of-mail", frozenset({"author"})),
    Planted("heron-private-words", frozenset({"author", "facilitator"})),
    Planted("heron-private-answer", frozenset({"author", "facilitator"})),
    Planted("heron-report-words", frozenset({"facilitator"})),
    Planted("heron-hidden-words", frozenset({"author", "facilitator"})),
    # In the record, as the form for it says, and in the mail to the author.
    Planted("heron-hiding-reason", RUNNERS | {"author", "facilitator"}),
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
        change_files(post, [look_through("heron-file-name.pdf", b"%PDF-1.7")])
        change_files(post, [look_through("heron.png", picture())])
        shown = sa.select(PostFile.id).where(PostFile.post_id == post, PostFile.width > 0)
        found = db.session.scalars(shown).one()
        describe(post, {found: "heron-what-a-picture-shows"})
    site.addresses["post_id"] = ids.write_id(post)
    site.addresses["post_file_id"] = ids.write_id(found)
    site.world.thread(site.people["other_fac"], site.tern, "tern-thread-next-door")
    site.world.thread(site.people["outsider"], site.lapwing, "lapwing-thread-far-away")


def _to_come(site: Site) -> None:
    """A facilitator's thread that opens next week."""
    with site.world.database():
        actor = site.world.actor(site.people["facilitator"], site.heron)
        later = clock.now() + dt.timedelta(days=7)
        plan = Plan("heron-thread-to-come", "Its words: heron-thread-to-come", later)
        made = plan_thread(actor, plan, submission_key=ids.write_id(ids.new_id()))
    site.addresses["to_come_id"] = site.addresses["plan_id"] = ids.write_id(made)


def _hosting(site: Site) -> None:
    """The author's post is reported by the peer, and another of theirs is hidden."""
    world, author = site.world, site.people["author"]
    thread = world.thread(author, site.heron, "A thread to look after")
    reported = world.post(author, site.heron, thread, "Words to report")
    hidden = world.post(author, site.heron, thread, "heron-hidden-words")
    with world.database():
        peer = world.actor(site.people["peer"], site.heron)
        host = world.actor(site.people["facilitator"], site.heron)
        post = get_hosted_post(peer, reported)
        report_post(peer, post, reason=Reason.UNKIND, words="heron-report-words")
        hide_post(host, get_hosted_post(host, hidden), reason="heron-hiding-reason")
        report = db.session.scalars(sa.select(PostReport.id)).one()
    site.addresses["report_id"] = ids.write_id(report)


def _private(site: Site) -> None:
    """The facilitator writes privately to the author, who answers."""
    world, author = site.world, site.people["author"]
    thread = world.thread(author, site.heron, "A thread with something private")
    post_id = world.post(author, site.heron, thread, "Words to answer privately")
    with world.database():
        host = world.actor(site.people["facilitator"], site.heron)
        mine = world.actor(author, site.heron)
        post = get_post(host, post_id)
        first = reply_privately(
            host, post, body="heron-private-words", submission_key=ids.write_id(ids.new_id())
        )
    with world.database():
        exchange = get_exchange_with(mine, first)
        key = ids.write_id(ids.new_id())
        answer_privately(post, exchange, body="heron-private-answer", submission_key=key)
    site.addresses["private_id"] = ids.write_id(first)


PLANTS = (_threads, _to_come, _hosting, _private)
