"""Posting in a cohort of 500 sends nothing in the request: notices and mail are jobs, whose work
rises with the number of people and no faster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
import time_machine

from cohort.db import db
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.models import Post
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.models import Notice
from cohort.programmes.models import Cohort
from tests import crowd
from tests.architecture.counting import queries_of
from tests.world import Person, World

FEW, MANY = 100, 500
LATER = dt.timedelta(minutes=11)


@dataclass(frozen=True)
class Asked:
    """A thread whose first post so many members follow, and the one who answers it."""

    address: str
    writer: Person


def _asked(world: World, followers: int) -> Asked:
    cohort = world.cohort(world.programme(name=f"Of {followers}"))
    writer = world.person(f"Writer {followers}")
    world.join(writer, cohort)
    thread = world.thread(writer, cohort)
    with world.database():
        cohort_id = db.session.scalar(sa.select(Cohort.id).where(Cohort.slug == cohort))
        post = db.session.scalar(sa.select(Post.id).where(Post.thread_id == thread))
        assert cohort_id
        assert post
        crowd.follow_post(crowd.people(cohort_id, followers, f"Of{followers}x"), post)
        db.session.commit()
        tell_of_posts()
    return Asked(f"/cohorts/{cohort}/threads/{ids.write_id(thread)}", writer)


def _count(table: type[Notice | OutboxMessage]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_posting_asks_as_much_in_a_large_cohort_and_tells_nobody(world: World) -> None:
    asked = {}
    for followers in (FEW, MANY):
        place = _asked(world, followers)
        browser = world.browser(place.writer)
        post = ids.write_id(_first(world, place))
        page = browser.get(f"{place.address}?reply={post}")
        with world.app.app_context():
            before = _count(Notice), _count(OutboxMessage)
        with queries_of(world) as asked[followers]:
            assert browser.send(page, "/posts", body="An answer to you all").status == 303
        with world.app.app_context():
            assert (_count(Notice), _count(OutboxMessage)) == before
    assert len(asked[MANY]) == len(asked[FEW])


def _first(world: World, place: Asked) -> int:
    with world.app.app_context():
        thread = ids.read_id(place.address.rpartition("/")[2])
        return db.session.scalar(sa.select(sa.func.min(Post.id)).where(Post.thread_id == thread))


def test_telling_everybody_is_work_that_rises_with_their_number_and_no_faster(
    world: World,
) -> None:
    work, rows = {}, {}
    for followers in (FEW, MANY):
        place = _asked(world, followers)
        browser = world.browser(place.writer)
        post = ids.write_id(_first(world, place))
        page = browser.get(f"{place.address}?reply={post}")
        assert browser.send(page, "/posts", body="An answer to you all").status == 303
        with world.app.test_request_context():
            before = _count(Notice), _count(OutboxMessage)
            work[followers] = [_work(tell_of_posts)]
            with time_machine.travel(clock.now() + LATER, tick=False):
                work[followers].append(_work(send_at_once))
            now = _count(Notice), _count(OutboxMessage)
            rows[followers] = [more - less for more, less in zip(now, before, strict=True)]
            db.session.remove()
    assert rows == {FEW: [FEW, FEW], MANY: [MANY, MANY]}
    for few, many in zip(work[FEW], work[MANY], strict=True):
        times = MANY / FEW
        assert many.queries <= few.queries + times * few.queries / 4, (few, many)
        assert many.steps <= 1.2 * times * few.steps, (few.steps, many.steps)


def _work(job: Callable[[], object]) -> crowd.Work:
    with crowd.work_of(db.engine, again=False) as work:
        job()
        db.session.commit()
    return work
