"""Two at work on the same thread at the same time, as PostgreSQL lets them: nobody waits for each
other in a circle, and nothing is thrown away that has come back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Actor, Role
from cohort.db import db
from cohort.discussions.actions.editing import edit_post
from cohort.discussions.actions.merging import merge
from cohort.discussions.actions.removing import forget_removed, put_back, remove_post
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.models import Post, PostRemoval, PostRevision
from cohort.discussions.queries import OnePost, get_post, recipients
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.world import Person, World

pytestmark = pytest.mark.only_postgresql


def beside(world: World, work: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """Do this in a transaction of its own, in another thread; its errors."""
    errors: list[Exception] = []

    def run() -> None:
        try:
            with world.database():
                work()
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, errors


def is_waited(world: World) -> bool:
    """Whether somebody waits for what another holds."""
    waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with world.app.app_context(), db.engine.connect() as connection:
        return bool(connection.scalar(waiting))


@pytest.fixture
def host(world: World, cohort: str) -> Callable[[], Actor]:
    person = world.person("Ruth Calder")
    world.join(person, cohort, Role.FACILITATOR)
    return lambda: world.actor(person, cohort)


def test_a_merger_and_the_job_that_tells_of_posts_do_not_wait_for_each_other(
    world: World, cohort: str, amira: Person, thread: int, host: Callable[[], Actor]
) -> None:
    other = world.thread(amira, cohort, "Carers", "Carers begin.")
    with world.database():
        assert len(recipients.untold(10)) == 2  # the job holds them from here on
        merging, errors = beside(world, lambda: merge(host(), thread, other))
        wait_until(lambda: is_waited(world))
        assert tell_of_posts() == 2
    merging.join(PATIENCE_SECONDS)
    assert errors == []


@pytest.fixture
def removed(world: World, cohort: str, amira: Person, thread: int) -> OnePost:
    """A post, changed and then removed just over ten minutes ago, as its author saw it just under
    ten minutes after."""
    number = world.post(amira, cohort, thread, "Before.")

    def found() -> OnePost:
        return get_post(world.actor(amira, cohort), number)

    with world.database():
        edit_post(found(), body="After.")
    long_ago = clock.now() - dt.timedelta(minutes=10, seconds=20)
    with time_machine.travel(long_ago, tick=False), world.database():
        remove_post(world.actor(amira, cohort), found())
        db.session.commit()
        return found()


def test_of_a_post_that_is_being_put_back_nothing_is_forgotten(
    world: World, cohort: str, amira: Person, removed: OnePost
) -> None:
    with world.database():
        put_back(world.actor(amira, cohort), removed)
        job, errors = beside(world, forget_removed)
        wait_until(lambda: not job.is_alive() or is_waited(world))
    job.join(PATIENCE_SECONDS)
    assert errors == []
    assert world.count(PostRevision) == 1


def test_of_a_post_that_is_being_forgotten_nothing_comes_back(
    world: World, cohort: str, amira: Person, removed: OnePost
) -> None:
    with world.database():
        assert forget_removed() == "1 removed posts"
        press, errors = beside(world, lambda: put_back(world.actor(amira, cohort), removed))
        wait_until(lambda: not press.is_alive() or is_waited(world))
    press.join(PATIENCE_SECONDS)
    assert [type(error) for error in errors] == [NotFound]
    assert world.count(PostRemoval) == 1


def test_removing_once_more_while_it_is_put_back_is_no_circle(
    world: World, cohort: str, amira: Person, removed: OnePost
) -> None:
    with world.database():
        db.session.execute(sa.select(Post.id).where(Post.id == removed.id).with_for_update())
        press, errors = beside(world, lambda: put_back(world.actor(amira, cohort), removed))
        wait_until(lambda: not press.is_alive() or is_waited(world))
        remove_post(world.actor(amira, cohort), removed)
    press.join(PATIENCE_SECONDS)
    assert errors == []
