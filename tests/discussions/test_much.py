"""A thread of 5,000 posts, a cohort of 5,000 threads, a person with 50,000 notices: each page asks
at most eight questions, and they are no more work than where there is little."""

from __future__ import annotations

from cohort.db import db
from tests import crowd, crowded
from tests.crowded import LONG, MANY, PAGES, Place
from tests.world import World

MOST_QUERIES = 8
MOST_TIMES = 1.3
# About two milliseconds beside the ten and more that a page takes: trees of indexes grow a level
# deeper, and whose threads are one's own is looked up in a list that is longer.
SLACK = {"sqlite": 60_000, "postgresql": 1_000}
# What every post says is ranked before the best are known: so much for each post.
RANKING = {"sqlite": 30, "postgresql": 1}

# PostgreSQL looks into each thread with something new before it sorts them: a fault that is known.
GROWS = {("postgresql", "new threads", "unread")}


def test_pages_are_no_more_work_where_there_is_much(world: World) -> None:
    places, too_much = crowded.build(world), []
    for page in PAGES:
        for who in places["little"].people:
            little, much = (_work(world, places[name], page, who) for name in ("little", "much"))
            assert much.queries <= MOST_QUERIES, f"{page}, {who}:\n{much}"
            with world.app.app_context():
                most, grows = _most(little, page), (db.engine.dialect.name, page, who) in GROWS
            if much.steps > most and not grows:
                too_much.append(f"{page}, {who}: {little.steps}, and of much {much}")
    assert not too_much, "\n\n".join(too_much)


def _most(little: crowd.Work, page: str) -> float:
    database = db.engine.dialect.name
    ranked = RANKING[database] * (LONG + MANY) if page.endswith("all say") else 0
    return MOST_TIMES * little.steps + SLACK[database] + ranked


def _work(world: World, place: Place, page: str, who: str) -> crowd.Work:
    browser, address = world.browser(place.people[who]), place.address(page)
    headers = {"Sec-Purpose": "prefetch"}  # nothing is noted as read
    assert browser.get(address, headers=headers).status == 200
    with world.app.app_context(), crowd.work_of(db.engine) as work:
        browser.get(address, headers=headers)
    return work
