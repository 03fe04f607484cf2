"""Looking after threads as a facilitator's browser does, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.discussions.actions import telling
from cohort.discussions.models import Thread, ThreadFollowing
from cohort.kernel import ids
from cohort.notices.models import Notice
from tests.client import Browser, Page
from tests.world import World

ACTS = ("pin", "unpin", "close", "open-again", "title", "summary", "summary/remove")


def facilitator(world: World, cohort: str, name: str) -> Browser:
    person = world.person(name)
    world.join(person, cohort, Role.FACILITATOR)
    return world.browser(person)


def address(cohort: str, thread: int, act: str = "") -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}{act and '/'}{act}"


def press(browser: Browser, cohort: str, thread: int, act: str, **fields: str) -> Page:
    sent = {"csrf_token": browser.token()} | fields
    return browser.post(address(cohort, thread, act), sent)


def titles(browser: Browser, cohort: str) -> list[str]:
    page = browser.get(f"/cohorts/{cohort}/threads")
    return [a.text_content() for a in page.tree.xpath("//*[@class='line__title']/a")]


def act_on(browser: Browser, cohort: str, thread: int, act: str, **fields: str) -> Page:
    """Do it as the page's form would."""
    needed = {
        "close": {"reason": "It is answered."},
        "title": {"title": "Another title"},
        "summary": {"body": "All *agreed*."},
    }.get(act, {})
    if act in ("title", "summary"):
        form = browser.get(address(cohort, thread, act))
        return browser.send(form, f"/{act}", **needed, **fields)
    if act == "summary/remove":
        fields = {"version": "1"} | fields
    return press(browser, cohort, thread, act, **needed, **fields)


def told(world: World) -> list[tuple[int, str]]:
    """Who has a notice of what, once the worker was there."""
    with world.database():
        telling.tell_of_posts()
        telling.tell_of_tending()
        query = sa.select(Notice.user_id, Notice.kind).order_by(Notice.id)
        return [(row.user_id, row.kind) for row in db.session.execute(query)]


def acts(world: World) -> list[str]:
    with world.app.app_context():
        query = sa.select(HistoryEntry.action).order_by(HistoryEntry.id)
        return [act for act in db.session.scalars(query) if act.startswith("thread:")]


def state_of(world: World) -> list[tuple[object, ...]]:
    with world.app.app_context():
        places = sa.select(Thread.last_post_id, Thread.last_post_at, Thread.posts)
        follows = sa.select(ThreadFollowing.user_id, ThreadFollowing.state, ThreadFollowing.why)
        return [
            tuple(row)
            for query in (places.order_by(Thread.id), follows.order_by(ThreadFollowing.user_id))
            for row in db.session.execute(query)
        ]
