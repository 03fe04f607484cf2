"""Two cohorts to compare: one with little in it, and one with much."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
import time_machine

from cohort.db import db
from cohort.discussions.models import Post
from cohort.kernel import clock, ids
from cohort.programmes.models import Cohort, Programme
from tests import crowd
from tests.world import Person, World

LONG, MANY, TOLD = 5_000, 5_000, 50_000  # posts of a thread, threads of a cohort, notices


@dataclass(frozen=True)
class Place:
    """A cohort with a long thread among many, and its people: somebody who has read nothing, one
    who has read everything, and one who joined when all that had been written."""

    base: str
    thread: str
    middle: str
    last: str
    people: dict[str, Person]

    def address(self, page: str) -> str:
        """The address of one of PAGES."""
        facts = {"base": self.base, "thread": self.thread}
        return PAGES[page].format(**facts, middle=self.middle, last=self.last)


def build(world: World) -> dict[str, Place]:
    """Both, with indexes and statistics as a database has them after a while."""
    programme = world.programme()
    found = {
        "little": _place(world, programme, "Little", posts=120, threads=60, notices=60),
        "much": _place(world, programme, "Much", posts=LONG, threads=MANY, notices=TOLD),
    }
    with world.app.app_context():
        crowd.settle(db.engine)
    return found


def _place(
    world: World, programme: str, name: str, *, posts: int, threads: int, notices: int
) -> Place:
    begun = clock.now() - dt.timedelta(days=10)
    with time_machine.travel(begun, tick=False):
        slug = world.cohort(programme, name)
        people = {who: world.person(f"{name} {who}") for who in ("writer", "unread", "read")}
        for person in people.values():
            world.join(person, slug)
    with time_machine.travel(begun + dt.timedelta(days=1), tick=False), world.database():
        cohort_id = db.session.scalar(sa.select(Cohort.id).where(Cohort.slug == slug))
        programme_id = db.session.scalar(sa.select(Programme.id))
        writers = [people["writer"].id]
        crowd.threads(cohort_id, writers, threads - 1)
        (long,) = crowd.threads(cohort_id, writers, 1, posts=posts)
        for who in ("writer", "read"):
            crowd.read_all(people[who].id, cohort_id)
        for who in ("unread", "read"):
            unread = notices if who == "unread" else 0
            crowd.notices(people[who].id, cohort_id, notices, unread=unread)
        crowd.index_posts(cohort_id, programme_id)
        numbers = db.session.scalars(
            sa.select(Post.id).where(Post.thread_id == long).order_by(Post.id)
        ).all()
    people["late"] = world.person(f"{name} late")
    world.join(people["late"], slug)
    base = f"/cohorts/{slug}"
    thread = f"{base}/threads/{ids.write_id(long)}"
    # Everybody reads something new now and then; the one who has read nothing reads one thread.
    newer = world.thread(people["unread"], slug, "The newest", "Only here: an allotment.")
    for who in ("writer", "read", "late"):
        page = world.browser(people[who]).get(f"{base}/threads/{ids.write_id(newer)}")
        assert "an allotment" in page.text
        page.response.close()
    middle, last = numbers[len(numbers) // 2], numbers[-1]
    return Place(base, thread, ids.write_id(middle), ids.write_id(last), people)


PAGES = {
    "the list of threads": "{base}/threads",
    "new threads": "{base}/threads?show=new",
    "own threads": "{base}/threads?show=mine",
    "the thread": "{thread}",
    "a post in its middle": "{thread}?post={middle}",
    "its last post": "{thread}?post={last}",
    "the cohort's home": "{base}",
    "notices": "/notices",
    "search for what few say": "{base}/search?q=allotment",
    "search for what all say": "{base}/search?q=people",
}
