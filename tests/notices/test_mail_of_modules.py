"""Modules that open: mailed at once while there is room in the day, else the next morning."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from cohort.course_modules.actions.notices import post_openings
from cohort.course_modules.models import Module, Release
from cohort.programmes.models import Cohort
from tests.notices.mailroom import HOUR, MINUTE, NEXT_DIGEST, TEN, Mailroom
from tests.world import World


@pytest.fixture
def room(world: World) -> Mailroom:
    """Its first module opens on Tuesday at eleven."""
    room = Mailroom(world)
    with room.at(TEN - 30 * 24 * HOUR):
        world.modules(room.programme, 1)
    with world.database() as session:
        cohort = session.scalar(sa.select(Cohort.id).where(Cohort.slug == room.cohort))
        module = session.scalar(sa.select(Module.id))
        session.add(Release(cohort_id=cohort, module_id=module, opens_at=TEN + HOUR))
    return room


def opened(room: Mailroom, at: dt.datetime = TEN + HOUR + 10 * MINUTE) -> str:
    with room.at(at):
        return post_openings()


def test_it_is_mailed_at_once_and_in_no_digest(room: Mailroom) -> None:
    assert opened(room) == "posted 3"
    assert [mail.kind for mail in room.mails("Tom")] == ["course_modules/module_opened"]
    assert room.digest(NEXT_DIGEST) == 0
    assert room.sweep(NEXT_DIGEST) == "posted 0"


@pytest.mark.parametrize(("wish", "count"), [("digest", 1), ("no", 0)])
def test_who_wants_it_once_a_day_reads_it_in_the_digest(
    room: Mailroom, wish: str, count: int
) -> None:
    room.choose("Tom", modules=wish)
    assert opened(room) == "posted 2"
    assert room.digest(NEXT_DIGEST) == count
    for mail in room.mails("Tom"):
        assert mail.subject == "Spring cohort: 1 module is open"
        assert "Modules that have opened" in mail.text


def test_without_room_in_the_day_it_comes_in_the_morning(room: Mailroom) -> None:
    thread, _ = room.thread("Tom", TEN - HOUR)
    for number in range(2):
        room.post("Amira", thread, TEN + number * 11 * MINUTE, reply="Tom")
        room.sweep(TEN + (number + 1) * 11 * MINUTE)
    assert len(room.mails("Tom")) == 2
    assert opened(room) == "posted 2"
    room.digest(NEXT_DIGEST)
    assert [mail.kind for mail in room.mails("Tom")][2:] == ["notices/digest"]
    assert "1 module is open" in room.mails("Tom")[-1].subject


def test_a_module_that_is_hidden_meanwhile_is_in_no_mail(room: Mailroom) -> None:
    room.choose("Tom", modules="digest")
    opened(room)
    with room.world.database() as session:
        session.execute(sa.update(Release).values(hidden_at=TEN + 2 * HOUR))
    assert room.digest(NEXT_DIGEST) == 0
