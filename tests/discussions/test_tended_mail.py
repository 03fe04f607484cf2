"""What facilitators had people told of threads reaches the digest, and mail at once, once."""

from __future__ import annotations

import time_machine

from cohort.access.actor import Role
from cohort.discussions.actions import closing, summarising, telling
from tests.notices.mailroom import HOUR, MINUTE, NEXT_DIGEST, TEN, Mailroom
from tests.world import World


def tended(world: World) -> tuple[Mailroom, int]:
    """A thread with a summary, whose followers (Amira, not Tom) are told of it at ten."""
    room = Mailroom(world, "Amira", "Tom")
    room.join("Ruth", Role.FACILITATOR)
    thread, post = room.thread("Amira", TEN - 48 * HOUR, title="Respite")
    for name in ("Tom", "Ruth"):
        room.read(name, thread, post)
    with time_machine.travel(TEN, tick=False), world.database():
        ruth = world.actor(room.people["Ruth"], room.cohort)
        words = "We agreed on *three* things."
        summarising.summarise(ruth, thread, body=words, version=0, tell=True)
    with room.at(TEN):
        assert telling.tell_of_tending() == 1
        assert telling.tell_of_tending() == 0
    return room, thread


def test_a_summary_is_in_the_digest_of_those_who_follow(world: World) -> None:
    room, _ = tended(world)
    room.digest(NEXT_DIGEST)
    (mail,) = room.mails("Amira")
    assert mail.subject == "Spring cohort: 1 summary"
    assert "Ruth: We agreed on three things." in mail.text
    assert "#summary" in mail.text
    assert not room.mails("Tom")
    assert not room.mails("Ruth")
    assert room.digest(NEXT_DIGEST + 24 * HOUR) == 0


def test_a_summary_comes_at_once_to_those_who_want_that_and_not_again(world: World) -> None:
    room, _ = tended(world)
    room.choose("Amira", summary="at once")
    assert room.sweep(TEN + 9 * MINUTE) == "posted 0"
    assert room.sweep(TEN + 11 * MINUTE) == "posted 1"
    assert room.sweep(TEN + 12 * MINUTE) == "posted 0"
    (mail,) = room.mails("Amira")
    assert "Ruth: We agreed on three things." in mail.text
    room.digest(NEXT_DIGEST)
    assert len(room.mails("Amira")) == 1


def test_what_was_undone_meanwhile_is_in_no_mail(world: World) -> None:
    room, thread = tended(world)
    with time_machine.travel(TEN + HOUR, tick=False), world.database():
        ruth = world.actor(room.people["Ruth"], room.cohort)
        summarising.take_off(ruth, thread, version=1)
        closing.close(ruth, thread, reason="It is settled.", tell=True)
    with room.at(TEN + HOUR):
        telling.tell_of_tending()
    room.digest(NEXT_DIGEST)
    (mail,) = room.mails("Amira")
    assert mail.subject == "Spring cohort: 1 change to a thread"
    assert "Ruth: closed this thread. It is settled." in mail.text
    assert "three" not in mail.text
