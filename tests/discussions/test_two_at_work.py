"""Two at work on the same thread at the same time, as PostgreSQL lets them: nobody waits for each
other in a circle, and nothing is thrown away that has come back."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.db import db
from cohort.discussions.actions.merging import merge
from cohort.discussions.actions.telling import tell_of_posts
from cohort.discussions.queries import recipients
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
