"""Two browsers at the same instant: of one code, one of them gets in."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from cohort.accounts.actions import second_factor
from cohort.accounts.models import SecondFactor, SignInFailure
from cohort.db import db
from tests.accounts.authenticator import with_second_factor
from tests.patience import PATIENCE_SECONDS
from tests.world import World

MANY = 6


def at_once(world: World, person_id: int, typed: str) -> list[str]:
    """What each of many threads is told, which begin together."""
    ready = threading.Barrier(MANY)

    def give(_number: int) -> str:
        with world.app.test_request_context(method="POST"):
            ready.wait(PATIENCE_SECONDS)
            try:
                second_factor.prove(person_id, typed, "127.0.0.1")
            except second_factor.Refused as refusal:
                answer = str(refusal)
            else:
                answer = "let in"
            db.session.commit()
            db.session.remove()
            return answer

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(give, range(MANY)))


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_of_many_presses_at_once_one_wins(world: World, kind: str) -> None:
    person = world.person("Amira Okafor")
    app, codes = with_second_factor(world, person)
    with world.database():
        db.session.execute(sa.update(SecondFactor).values(last_step=0))
    answers = at_once(world, person.id, app.code() if kind == "code" else codes[0])
    assert answers.count("let in") == 1, answers


def test_of_many_guesses_at_once_only_five_are_looked_at(world: World) -> None:
    person = world.person("Amira Okafor")
    with_second_factor(world, person)
    answers = at_once(world, person.id, "000000")
    assert answers.count(second_factor.TOO_MANY) == MANY - 5, answers
    assert world.count(SignInFailure) == 5


def test_begun_in_many_tabs_at_once_it_is_begun_once(world: World) -> None:
    person = world.person("Amira Okafor")
    ready = threading.Barrier(MANY)

    def begin(_number: int) -> None:
        with world.app.test_request_context(method="POST"):
            ready.wait(PATIENCE_SECONDS)
            second_factor.offer_secret(person.id)
            db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(begin, range(MANY)))
    assert world.count(SecondFactor) == 1
